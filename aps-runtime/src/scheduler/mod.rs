//! The scheduler: the handle that users hold, and what stands behind it.

mod add_job;
mod add_jobs;
mod batch;
mod build;
mod builder;
mod change;
mod check;
#[cfg(feature = "config")]
mod configured;
mod core;
mod declared;
#[cfg(feature = "config")]
mod export;
mod hand_over;
mod health;
#[cfg(feature = "config")]
mod import;
mod insert;
mod instances;
#[cfg(test)]
#[cfg(shuttle)]
mod interleavings;
mod job;
mod job_data;
mod jobs;
mod keeper;
mod lease;
mod lifecycle;
mod listen;
mod modify;
mod named_store;
mod nodes;
mod pending;
mod place;
mod process;
#[cfg(feature = "config")]
mod read_job;
mod request;
mod retries;
mod rooms;
mod running;
mod runs;
mod said;
mod serve;
mod settings;
mod shutdown;
mod start;
mod start_due;
mod table;
mod turnover;
mod until_signal;
mod verb;
mod verbs;
mod zone;

pub use add_job::AddJob;
pub use builder::SchedulerBuilder;
#[cfg(feature = "config")]
pub use export::ExportJobs;
pub use health::{JobStoreHealth, JobStoreInfo};
#[cfg(feature = "config")]
pub use import::{ImportJobs, OnConflict};
pub use job::{Job, JobStatus};
pub use lifecycle::SchedulerState;
pub use modify::ModifyJob;
pub use shutdown::{Shutdown, Wait};
pub use table::JobTable;
pub use verb::Verb;
pub use verbs::{RemoveJob, ResumeJob};
pub use zone::Zone;

pub(crate) use self::core::Core;

use std::fmt;
use std::sync::Arc;

use aps_triggers::TimeZone;

use crate::registry::Registry;

/// Keeps jobs and runs them when they are due.
///
/// This is a handle: it is cheap to clone, and all clones stand for the same scheduler. Once
/// started, the scheduler lives until it is shut down, whether or not a handle is left. Before
/// the start and after the shutdown it is dropped with its last handle, and so are the jobs
/// that are only in memory.
///
/// Most of its methods are awaited in async code, or waited for on a plain thread:
/// `scheduler.pause_job("x").await`, `scheduler.pause_job("x").wait()`; see [`Verb`].
///
/// | a program that | runs it with |
/// |---|---|
/// | has nothing else to do | [`run`](Self::run), or without async [`run_blocking`](Self::run_blocking) |
/// | has a tokio runtime | [`start`](Self::start) |
/// | knows nothing of async | [`run_in_background`](Self::run_in_background) |
///
/// # When somebody sets the clock
///
/// A run time is an instant of the wall clock. The scheduler notices within 30 seconds that
/// the clock was set, or that the machine was suspended.
///
/// * *Forwards, or after a suspension:* what came due in between is late, and `coalesce` and
///   `misfire_grace_time` deal with it. With the defaults, each job runs once. Missed runs take
///   no memory, however many there are.
/// * *Backwards:* nothing runs twice. Each job waits until the clock shows its next run time
///   again, however long that takes. To make a job follow the new time at once, add it again
///   with `replace_existing`.
/// * A `timeout`, the wait for another attempt and the wait before a failed store is tried
///   again are lengths of elapsed time. Setting the clock does not change them.
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
#[doc(alias("BackgroundScheduler", "BlockingScheduler", "AsyncIOScheduler", "BaseScheduler"))]
#[derive(Clone)]
pub struct Scheduler {
    core: Arc<Core>,
}

impl Scheduler {
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Starts to describe a scheduler.
    #[doc(alias = "configure")]
    pub fn builder() -> SchedulerBuilder {
        SchedulerBuilder::default()
    }

    /// The time zone for triggers that name none.
    pub fn timezone(&self) -> TimeZone {
        self.core.timezone
    }

    /// The functions and declared jobs this scheduler knows.
    pub fn registry(&self) -> &Registry {
        &self.core.registry
    }

    /// Makes the scheduler look for due jobs now.
    ///
    /// This is only needed if something other than this scheduler has changed a store.
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
