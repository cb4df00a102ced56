//! For tests of schedules and of jobs, without waiting.
//!
//! | to | see |
//! |---|---|
//! | check when a job fires | [`fires_of`], [`fires`] |
//! | run a scheduler through a year in milliseconds, and see what became of each fire | [`TestScheduler`] |
//! | the same in an async test | [`ManualClock`], [`Scheduler::run_clock_until`] |
//! | let the tests of a program use a process pool | `process_worker!`, with the feature `process-pool` |
//! | call a job's function by hand | [`job_context`] |
//! | put an executor of your own to the test | [`executor_contract!`](executor_contract) |
//! | put a job store of your own to the test | [`store_contract!`](macro@store_contract), [`run_store_contract!`](run_store_contract) |

#[doc(hidden)]
pub mod contract;
mod fired;
mod fires;
mod manual_clock;
#[cfg(all(unix, feature = "process-pool"))]
mod process_worker;
#[doc(hidden)]
pub mod store_contract;
mod test_scheduler;

pub use contract::executor_contract;
pub use fired::{Fired, Outcome};
pub use fires::{fires, fires_of};
pub use manual_clock::ManualClock;
#[cfg(all(unix, feature = "process-pool"))]
pub use process_worker::process_worker;
pub use store_contract::{StorePlace, run_store_contract, store_contract};
pub use test_scheduler::TestScheduler;

use chrono::{DateTime, Utc};

use crate::activity::NextWake;
use crate::clock::Clock;
use crate::error::Error;
use crate::job::{Attempt, JobContext, JobId};
use crate::scheduler::{Core, Scheduler};

/// A context with which a job function can be called by hand: that of a first attempt, without
/// a time limit, and never cancelled.
///
/// ```
/// use aps_runtime::prelude::*;
/// use aps_runtime::testing::job_context;
///
/// #[job]
/// fn label(ctx: JobContext) -> Result<(), String> {
///     if ctx.job_id() == "nightly" { Ok(()) } else { Err("not mine".into()) }
/// }
///
/// let scheduler = Scheduler::builder().build()?;
/// assert!(label(job_context(&scheduler, "nightly", "2026-01-01T00:00:00Z".parse().unwrap())?).is_ok());
/// # Ok::<(), aps_runtime::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::InvalidId`](crate::ErrorKind::InvalidId).
pub fn job_context(
    scheduler: &Scheduler,
    job_id: &str,
    scheduled_run_time: DateTime<Utc>,
) -> Result<JobContext, Error> {
    Ok(JobContext::new(JobId::new(job_id)?, scheduled_run_time, Attempt::first(), scheduler.clone()))
}

impl Scheduler {
    /// Moves a [`ManualClock`] on to `until`, stopping at each instant at which
    /// something is due, and waits there until all of it is done.
    ///
    /// So nothing is late and nothing is coalesced, however far the clock goes: a year of an
    /// hourly job takes milliseconds, and the result is the same each time. If the clock is
    /// already past `until`, what is due at present is run first, and then the clock is set
    /// back.
    ///
    /// # Panics
    ///
    /// If the scheduler was not built with (a clone of) this clock.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    /// use aps_runtime::testing::ManualClock;
    /// use std::sync::{Arc, Mutex};
    ///
    /// #[job]
    /// fn report() {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let clock = ManualClock::at("2026-01-01T00:00:00Z".parse()?);
    /// let scheduler = Scheduler::builder().clock(clock.clone()).timezone("Europe/Helsinki").build()?;
    /// let times = Arc::new(Mutex::new(Vec::new()));
    /// scheduler.add_listener(EventMask::JOB_EXECUTED, {
    ///     let times = times.clone();
    ///     move |event| {
    ///         if let Event::JobExecuted { scheduled_run_time, .. } = event {
    ///             times.lock().unwrap().push(scheduled_run_time.to_rfc3339());
    ///         }
    ///     }
    /// });
    /// scheduler.add_job(report::job(), CronTrigger::parse("0 9 * * friL")?).await?;
    /// scheduler.start().await?;
    /// scheduler.run_clock_until(&clock, "2026-03-01T00:00:00Z".parse()?).await;
    /// assert_eq!(*times.lock().unwrap(), ["2026-01-30T07:00:00+00:00", "2026-02-27T07:00:00+00:00"]);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run_clock_until(&self, clock: &ManualClock, until: DateTime<Utc>) {
        let core = self.core();
        while let Some(rest) = core.at_rest().await.rest(&*core.clock) {
            let Some(next) = clock.now().checked_add_signed(rest).filter(|next| *next <= until) else {
                break;
            };
            clock.set(next);
            assert!(
                core.clock.now() == next,
                "this scheduler does not go by this clock; build it with `.clock(clock.clone())`"
            );
        }
        clock.set(until);
        core.at_rest().await;
    }

    /// Waits until everything that is due by the scheduler's clock is done: no run is under
    /// way, the loop sleeps, and the listeners were called for everything that happened. (If a
    /// listener calls this and polls it on its own thread, it does not wait for listeners.)
    pub async fn at_rest(&self) {
        self.core().at_rest().await;
    }
}

impl Core {
    async fn at_rest(&self) -> NextWake {
        loop {
            let told = self.events.told();
            self.events.delivered(told).await;
            let wake = self.activity.at_rest(&*self.clock).await;
            // Nothing was told in between, so no listener has given the loop new work since.
            if self.events.told() == told {
                return wake;
            }
        }
    }
}
