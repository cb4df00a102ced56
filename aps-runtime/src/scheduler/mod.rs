//! The scheduler: the handle that users hold, and what stands behind it.

mod add_job;
mod builder;
mod change;
mod core;
mod instances;
mod job;
mod jobs;
mod lifecycle;
mod process;
mod request;
mod retries;
mod runs;
mod shutdown;
mod start;
mod table;

pub use add_job::AddJob;
pub use builder::{SchedulerBuilder, Zone};
pub use job::{Job, JobStatus};
pub use lifecycle::SchedulerState;
pub use shutdown::{Shutdown, Wait};
pub use table::JobTable;

pub(crate) use self::core::Core;

use std::fmt;
use std::sync::Arc;

use aps_triggers::TimeZone;

use crate::event::{Event, EventMask};
use crate::listeners::ListenerId;
use crate::registry::Registry;

/// Keeps jobs and runs them when they are due.
///
/// A handle: cheap to clone, and all clones mean the same scheduler. It lives
/// until it is shut down, whether or not a handle is left.
///
/// # When somebody sets the clock
///
/// A run time is an instant of the wall clock. The scheduler notices within 30 seconds that
/// the clock was set, or that the machine was suspended.
///
/// * *Forwards, or after a suspension:* what was passed over is due, and dealt with by
///   `coalesce` and `misfire_grace_time`: with the defaults, each job runs once. However
///   much was missed, it costs no memory.
/// * *Backwards:* nothing runs twice. Each job waits until the clock shows its next run
///   time once more, however long that is; a job that is to run by the new time at once is
///   added anew, with `replace_existing`.
/// * A `timeout`, the wait for another attempt and the wait to ask a failed store again
///   are for time that passes. A clock set back does not make them longer; set forward, it
///   ends the waits, but no run times out by it.
///
/// ```
/// use aps_runtime::prelude::*;
///
/// #[job]
/// async fn greet(name: String) {
///     println!("hello, {name}");
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> aps_runtime::Result<()> {
/// let scheduler = Scheduler::builder().timezone("Europe/Helsinki").build()?;
/// scheduler.start().await?;
/// scheduler
///     .add_job(greet::job("Ann".into()), IntervalTrigger::every(std::time::Duration::from_secs(60)))
///     .id("greeting")
///     .await?;
/// assert_eq!(scheduler.jobs().await?.len(), 1);
/// scheduler.shutdown(Wait::ForJobs).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Scheduler {
    core: Arc<Core>,
}

impl Scheduler {
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Starts to describe a scheduler.
    pub fn builder() -> SchedulerBuilder {
        SchedulerBuilder::default()
    }

    /// The zone of triggers that name none.
    pub fn timezone(&self) -> TimeZone {
        self.core.timezone
    }

    /// The functions and declared jobs this scheduler knows.
    pub fn registry(&self) -> &Registry {
        &self.core.registry
    }

    /// Calls `listener` for every event that is in `mask`.
    ///
    /// It is called on the thread on which the event happens, in order, and the
    /// scheduler waits for it: hand longer work to a channel. A panic in it is
    /// logged and has no other effect.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// let scheduler = Scheduler::builder().build()?;
    /// scheduler.add_listener(EventMask::JOB_ERROR | EventMask::JOB_MISSED, |event| {
    ///     eprintln!("{event}");
    /// });
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    pub fn add_listener(
        &self,
        mask: EventMask,
        listener: impl Fn(&Event) + Send + Sync + 'static,
    ) -> ListenerId {
        self.core.listeners.add(mask, Arc::new(listener))
    }

    /// Stops calling a listener; `false` if it was removed before.
    pub fn remove_listener(&self, listener: ListenerId) -> bool {
        self.core.listeners.remove(listener)
    }

    /// Whether a listener is called for all kinds of events that are in `mask`.
    pub fn has_listener(&self, mask: EventMask) -> bool {
        self.core.listeners.cover(mask)
    }

    /// Makes the scheduler look for due jobs now.
    ///
    /// Only needed when something else than this scheduler has changed a store.
    pub fn wakeup(&self) {
        self.core.activity.wake();
    }
}

impl fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduler")
            .field("state", &self.state())
            .field("timezone", &self.core.timezone)
            .finish_non_exhaustive()
    }
}
