use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::Scheduler;
use super::core::Core;
use super::lifecycle::{UP, not_running};
use super::runs::in_order;
use super::verb::Verb;
use crate::activity::Phase;
use crate::error::Error;
use crate::event::Event;
use crate::executor::{RunControl, RunInfo, RunObserver};
use crate::race::{Winner, race};

/// How long a shutdown waits for the runs that are under way, and then for the listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Until all have ended.
    ForJobs,
    /// Until all have ended, but no longer than this. Those that are still going then are
    /// cancelled: an `async fn` is dropped where it waits, a plain `fn` is told and left.
    AtMost(Duration),
    /// Not at all. They go on as long as the program does. (Stores have a second.)
    No,
}

/// What a shutdown did not wait for. `Display` is a line for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Shutdown {
    /// Runs that were cancelled, and have ended or do not begin.
    pub cancelled: Vec<RunInfo>,
    /// Runs that were still under way. They go on as long as the program does.
    pub still_running: Vec<RunInfo>,
}

impl fmt::Display for Shutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "runs cancelled: {}", Names(&self.cancelled))?;
        write!(f, "; still running: {}", Names(&self.still_running))
    }
}

/// How many, and which.
struct Names<'a>(&'a [RunInfo]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.len())?;
        for (index, run) in self.0.iter().enumerate() {
            let separator = if index == 0 { " (" } else { ", " };
            write!(f, "{separator}`{}` of {}", run.job_id, run.scheduled_run_time)?;
        }
        f.write_str(if self.0.is_empty() { "" } else { ")" })
    }
}

/// How long what was cancelled is given to be dropped. Longer takes only what keeps its
/// thread from everything else.
const TO_BE_DROPPED: Duration = Duration::from_secs(1);

impl Scheduler {
    /// Claims no more runs, waits for those under way, and stops. The scheduler
    /// may be started again; what the stores hold is kept. Tells what it did not wait for.
    ///
    /// Runs that were claimed already still start. Then a store that outlives the process learns how the last runs have
    /// ended, and gets its lease back. As long as runs are waited for, so is this; without that, for one second at most.
    /// A store that does not answer in that time learns of it later if the process goes on; if not, it takes the runs for
    /// those of a dead node when the lease is over.
    ///
    /// Unless it is told not to wait, it waits as well until the listeners were called for
    /// everything up to [`Event::SchedulerShutdown`]. A listener that calls this and
    /// blocks until it is done does not wait for itself, if it polls the future
    /// on its own thread (`block_on`).
    ///
    /// A run that has failed and waits for its next attempt does not get it: its outcome is
    /// its last error.
    ///
    /// A second call while the first one waits waits as well; if it is for less
    /// long, it ends the wait of both. The shutdown goes on to its end even if the
    /// future is dropped.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](crate::ErrorKind::WouldBlock) for [`Wait::ForJobs`] inside a job, which would wait
    /// for itself: use [`Wait::No`] there. (In a task that the job has spawned this is not seen. Such a task
    /// may wait; the job must not wait for the task.)
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub fn shutdown(&self, wait: Wait) -> Verb<Shutdown> {
        Verb::new(&self.core, |core| async move { core.shutdown(wait).await })
    }
}

impl Core {
    async fn shutdown(self: &Arc<Self>, wait: Wait) -> Result<Shutdown, Error> {
        if wait == Wait::ForJobs {
            let help =
                "write `shutdown(Wait::No)` here; the scheduler stops, and this run goes on to its end";
            self.refuse_inside(|_| true, "shutdown(Wait::ForJobs)", help)?;
        }
        match self.activity.enter(Phase::Stopping, &[Phase::Running, Phase::Paused]) {
            Ok(_) => self.shut_down_in_background(),
            Err(Phase::Stopping) => {}
            Err(_) => return Err(not_running()),
        }
        self.await_down(wait).await;
        Ok(self.left().clone())
    }

    /// In a task of its own, for the same reason as the start.
    fn shut_down_in_background(self: &Arc<Self>) {
        let shutdown = ShutdownEnd::begin(self);
        let Some(runtime) = self.runtime() else { return };
        runtime.spawn(async move {
            shutdown.0.activity.drained().await;
            shutdown.0.close_stores().await;
            drop(shutdown);
        });
    }

    /// For a scheduler whose loop is gone.
    pub(crate) fn stop_at_once(self: &Arc<Self>) {
        if self.activity.enter(Phase::Stopping, &[Phase::Running, Phase::Paused]).is_ok() {
            drop(ShutdownEnd::begin(self));
        }
    }

    async fn await_down(self: &Arc<Self>, wait: Wait) {
        match wait {
            Wait::ForJobs => self.stopped_and_told().await,
            Wait::No => {
                self.activity.hurry();
                self.activity.stopped().await;
            }
            Wait::AtMost(limit) => {
                self.limit_in_background(limit);
                // In this order: the runtime may be gone when it is down, and its timers with it.
                race(self.stopped_and_told(), self.clock.sleep(limit)).await;
                self.activity.stopped().await;
            }
        }
    }

    /// In a task of its own, so that the limit holds though nobody waits any more: a job that
    /// calls this is one of those that are cancelled.
    fn limit_in_background(self: &Arc<Self>, limit: Duration) {
        let Some(runtime) = self.runtime() else { return };
        let core = self.clone();
        runtime.spawn(async move {
            if let Winner::Second(()) = race(core.activity.stopped(), core.clock.sleep(limit)).await {
                core.cancel_all_runs().await;
                core.activity.hurry();
            }
        });
    }

    async fn stopped_and_told(&self) {
        self.activity.stopped().await;
        self.all_told().await;
    }

    pub(crate) async fn down_and_told(&self) {
        self.activity.down().await;
        self.all_told().await;
    }

    /// Waits until the listeners were called for all that has been told so far.
    pub(super) async fn all_told(&self) {
        self.events.delivered(self.events.told()).await;
    }

    /// Cancels all runs, and waits for those to end that can be ended.
    async fn cancel_all_runs(&self) {
        let cancelled = self.cancel(|_| true);
        self.cancelled().extend(cancelled);
        let dropped = self.activity.reached(|| !self.all_runs().iter().any(|run| run.is_ending()));
        race(self.clock.sleep(TO_BE_DROPPED), dropped).await;
    }

    fn report_what_is_left(&self) {
        let mut running = self.all_runs();
        running.retain(|run| !run.is_given_up());
        let has_ended = |run: &Arc<RunControl>| !running.iter().any(|other| Arc::ptr_eq(other, run));
        let cancelled = self.cancelled().drain(..).filter(has_ended).map(|run| run.info()).collect();
        let left = Shutdown { cancelled, still_running: in_order(&running) };
        tracing::info!(%left, "scheduler shut down");
        *self.left() = left;
    }

    fn cancelled(&self) -> std::sync::MutexGuard<'_, Vec<Arc<RunControl>>> {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Shutdown> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a shutdown. It comes when this is dropped: after the wait, or when
/// the runtime is dropped in the middle of it.
struct ShutdownEnd(Arc<Core>);

impl ShutdownEnd {
    /// Nothing new begins from here on, no next attempt either.
    fn begin(core: &Arc<Core>) -> Self {
        core.end_retries(|_| true);
        ShutdownEnd(core.clone())
    }
}

impl Drop for ShutdownEnd {
    fn drop(&mut self) {
        let core = &self.0;
        core.shut_down_executors();
        core.report_what_is_left();
        core.notify(Event::SchedulerShutdown);
        UP.fetch_sub(1, Ordering::SeqCst);
        // Whatever the phase is by now, that is the end of it.
        core.activity.enter(Phase::Stopped, &[Phase::Stopping]).ok();
    }
}
