use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::runtime::Handle;

use super::Scheduler;
use super::core::Core;
use super::start::Start;
use crate::activity::Phase;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::RunObserver;
use crate::host::signals::Signals;
use crate::host::{Winner, race};
use crate::panics::contain;

/// What a scheduler is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchedulerState {
    /// Not started yet, shut down, or about to be: it starts no runs.
    Stopped,
    /// Starts what is due.
    Running,
    /// Started, but starts no runs.
    Paused,
}

/// How long a shutdown waits for the runs that are under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Until all have ended.
    ForJobs,
    /// Until all have ended, but no longer than this, by the scheduler's clock.
    AtMost(Duration),
    /// Not at all. They go on as long as the program does.
    No,
}

/// How many schedulers of this process are up.
pub(super) static UP: AtomicUsize = AtomicUsize::new(0);

/// Starting, pausing and stopping.
impl Scheduler {
    /// What the scheduler is doing.
    pub fn state(&self) -> SchedulerState {
        match self.core.activity.phase() {
            Phase::Running => SchedulerState::Running,
            Phase::Paused => SchedulerState::Paused,
            Phase::New | Phase::Starting | Phase::Stopping | Phase::Stopped => SchedulerState::Stopped,
        }
    }

    /// Whether some scheduler of this process is started and not shut down.
    pub(crate) fn any_is_up() -> bool {
        UP.load(Ordering::SeqCst) > 0
    }

    /// Starts the scheduler on the tokio runtime around the call, and returns.
    ///
    /// Pending jobs, the declared ones among them, get their first run time and
    /// go to their stores. If that fails the scheduler stays as it was.
    ///
    /// Two kinds of declared jobs are left out: one whose trigger has no fire time
    /// left, with a warning, and one whose only `date` has passed, as
    /// [`Event::JobMissed`], unless it has a `misfire_grace_time` that allows it.
    /// It would otherwise run again at each start of the program.
    ///
    /// # Errors
    ///
    /// [`AlreadyRunning`](crate::ErrorKind::AlreadyRunning), also during a shutdown;
    /// [`NoRuntime`](crate::ErrorKind::NoRuntime), also if the clock cannot wait in this runtime;
    /// [`ConflictingId`](crate::ErrorKind::ConflictingId),
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn start(&self) -> Result<(), Error> {
        self.start_as(Phase::Running).await
    }

    /// As [`start`](Self::start), but starts no runs until [`resume`](Self::resume).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_paused(&self) -> Result<(), Error> {
        self.start_as(Phase::Paused).await
    }

    async fn start_as(&self, phase: Phase) -> Result<(), Error> {
        let runtime = Handle::try_current().map_err(|_| Error::no_runtime("Scheduler::start"))?;
        self.core.check_timer()?;
        let before = self.core.activity.enter(Phase::Starting, &[Phase::New, Phase::Stopped]);
        let before = before.map_err(already_running)?;
        // In a task of its own: it goes on to its end even if nobody waits for it.
        let start = Start::new(self.core.clone(), before, runtime.clone());
        runtime.spawn(start.run(phase)).await.unwrap_or_else(|ended| {
            Err(Error::with_source(ErrorKind::System, "the start was ended from outside", ended))
        })
    }

    /// Starts no more runs until [`resume`](Self::resume). Runs that are under way
    /// go on; what comes due is dealt with at the resumption, by `coalesce` and
    /// `misfire_grace_time`.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub fn pause(&self) -> Result<(), Error> {
        self.core.switch(Phase::Paused, Event::SchedulerPaused)
    }

    /// Starts runs again after [`pause`](Self::pause).
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub fn resume(&self) -> Result<(), Error> {
        self.core.switch(Phase::Running, Event::SchedulerResumed)
    }

    /// Starts no more runs, waits for those under way, and stops. The scheduler
    /// may be started again; what the stores hold is kept.
    ///
    /// A second call while the first one waits waits as well; if it is for less
    /// long, it ends the wait of both. The shutdown goes on to its end even if the
    /// future is dropped. Called from inside a job with [`Wait::ForJobs`] it would
    /// wait for itself: use [`Wait::No`] there.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped.
    pub async fn shutdown(&self, wait: Wait) -> Result<(), Error> {
        match self.core.activity.enter(Phase::Stopping, &[Phase::Running, Phase::Paused]) {
            Ok(_) => self.core.shut_down_in_background(),
            Err(Phase::Stopping) => {}
            Err(_) => return Err(not_running()),
        }
        self.core.await_down(wait).await;
        Ok(())
    }

    /// Starts the scheduler, if it is not running yet, and serves until the
    /// program is told to end (Ctrl-C, SIGTERM) or somebody calls
    /// [`shutdown`](Self::shutdown). Then waits for the runs under way; a second
    /// signal ends the wait.
    ///
    /// Once this was called, the signals no longer end the program by themselves. If
    /// there is neither a `tracing` subscriber nor a listener for them, runs that
    /// failed, were missed or were skipped are printed on standard error.
    ///
    /// `#[aps_runtime::main]` does all this for you.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start); [`System`](crate::ErrorKind::System) if signals
    /// cannot be received; [`Interrupted`](crate::ErrorKind::Interrupted) after a second
    /// signal.
    pub async fn run(&self) -> Result<(), Error> {
        self.run_with(Signals::receive("Scheduler::run")?).await
    }

    pub(crate) async fn run_with(&self, mut signals: Signals) -> Result<(), Error> {
        self.report_if_nobody_else_does();
        match race(signals.next(), self.start()).await {
            Winner::First(signal) => {
                tracing::info!(signal, "ending before the start was complete");
                return Ok(());
            }
            // Somebody else has started it, or is about to.
            Winner::Second(Err(error)) if error.kind() == ErrorKind::AlreadyRunning => {}
            Winner::Second(started) => started?,
        }
        match race(signals.next(), self.core.activity.down()).await {
            Winner::First(signal) => self.end_by_signal(signal, &mut signals).await,
            Winner::Second(()) => Ok(()),
        }
    }

    async fn end_by_signal(&self, signal: &str, signals: &mut Signals) -> Result<(), Error> {
        self.say_that_runs_are_waited_for(signal);
        match race(signals.next(), self.shutdown(Wait::ForJobs)).await {
            Winner::First(signal) => {
                let left = self.core.activity.runs();
                // An error here is that it has come down in this moment.
                self.shutdown(Wait::No).await.ok();
                let message = format!("ended at once by {signal}; jobs still running: {left}");
                Err(Error::new(ErrorKind::Interrupted, message))
            }
            Winner::Second(_) => Ok(()),
        }
    }
}

impl Core {
    /// A clock may need a timer that the runtime is without, which would show in the loop only.
    fn check_timer(&self) -> Result<(), Error> {
        let soon = self.clock.now().checked_add_signed(TimeDelta::seconds(1)).unwrap_or_default();
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let polled = contain(|| self.clock.sleep_until(soon).as_mut().poll(&mut context).is_ready());
        polled
            .map(drop)
            .map_err(|message| Error::with_source(ErrorKind::NoRuntime, "the clock cannot wait", message))
    }

    fn switch(&self, to: Phase, event: Event) -> Result<(), Error> {
        let before = self.activity.enter(to, &[Phase::Running, Phase::Paused]).map_err(|_| not_running())?;
        if before != to {
            self.notify(event);
        }
        Ok(())
    }

    /// In a task of its own, for the same reason as the start.
    fn shut_down_in_background(self: &Arc<Self>) {
        let shutdown = Shutdown(self.clone());
        let Some(runtime) = self.runtime() else { return };
        runtime.spawn(async move {
            shutdown.0.activity.drained().await;
            drop(shutdown);
        });
    }

    /// For a scheduler whose loop is gone.
    pub(crate) fn stop_at_once(self: &Arc<Self>) {
        if self.activity.enter(Phase::Stopping, &[Phase::Running, Phase::Paused]).is_ok() {
            drop(Shutdown(self.clone()));
        }
    }

    async fn await_down(&self, wait: Wait) {
        match wait {
            Wait::ForJobs => {}
            Wait::No => self.activity.hurry(),
            Wait::AtMost(limit) => {
                let limit = TimeDelta::from_std(limit).unwrap_or(TimeDelta::MAX);
                let deadline = self.clock.now().checked_add_signed(limit);
                let deadline = deadline.unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC);
                race(self.clock.sleep_until(deadline), self.activity.down()).await;
                self.activity.hurry();
            }
        }
        self.activity.down().await;
    }
}

/// The end of a shutdown. It comes when this is dropped: after the wait, or when
/// the runtime is dropped in the middle of it.
struct Shutdown(Arc<Core>);

impl Drop for Shutdown {
    fn drop(&mut self) {
        let core = &self.0;
        core.shut_down_executors();
        tracing::info!(runs_left = core.activity.runs(), "scheduler shut down");
        core.notify(Event::SchedulerShutdown);
        UP.fetch_sub(1, Ordering::SeqCst);
        // Whatever the phase is by now, that is the end of it.
        core.activity.enter(Phase::Stopped, &[Phase::Stopping]).ok();
    }
}

fn already_running(phase: Phase) -> Error {
    let message = match phase {
        Phase::Stopping => "the scheduler is still shutting down; wait for that before you start it again",
        _ => "the scheduler is running already",
    };
    Error::new(ErrorKind::AlreadyRunning, message)
}

fn not_running() -> Error {
    Error::new(ErrorKind::NotRunning, "the scheduler is not running")
}
