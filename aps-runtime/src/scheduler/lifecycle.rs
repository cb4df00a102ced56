use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::runtime::Handle;

use super::Scheduler;
use super::core::Core;
use super::shutdown::{Shutdown, Wait};
use super::start::Start;
use super::verb::Verb;
use crate::activity::Phase;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::RunObserver;
use crate::host::signals::Signals;
use crate::panics::contain;
use crate::race::{Winner, race};

/// What a scheduler is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchedulerState {
    /// Not started yet, also where a start is under way, or shut down.
    Stopped,
    /// Starts what is due.
    Running,
    /// Started, but starts no runs.
    Paused,
    /// Starts no more runs, and is not stopped yet: it may still wait for those under way, and cannot
    /// be started. (APScheduler says that it is stopped.)
    ShuttingDown,
}

/// How long listeners have for the last events when a second signal has come.
const TO_BE_TOLD: Duration = Duration::from_secs(1);

/// How many schedulers of this process are up.
pub(super) static UP: AtomicUsize = AtomicUsize::new(0);

/// Starting, pausing and stopping.
impl Scheduler {
    /// What the scheduler is doing.
    pub fn state(&self) -> SchedulerState {
        match self.core.activity.phase() {
            Phase::Running => SchedulerState::Running,
            Phase::Paused => SchedulerState::Paused,
            Phase::Stopping => SchedulerState::ShuttingDown,
            Phase::New | Phase::Starting | Phase::Stopped => SchedulerState::Stopped,
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
    /// [`AlreadyRunning`](crate::ErrorKind::AlreadyRunning), also while it is
    /// [shutting down](SchedulerState::ShuttingDown);
    /// [`NoRuntime`](crate::ErrorKind::NoRuntime), also if the clock cannot wait in this runtime;
    /// [`ConflictingId`](crate::ErrorKind::ConflictingId),
    /// [`Store`](crate::ErrorKind::Store).
    pub fn start(&self) -> Verb<()> {
        self.start_as(Phase::Running)
    }

    /// As [`start`](Self::start), but starts no runs until [`resume`](Self::resume).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_paused(&self) -> Verb<()> {
        self.start_as(Phase::Paused)
    }

    fn start_as(&self, phase: Phase) -> Verb<()> {
        Verb::new(&self.core, |core| core.start(phase)).in_runtime("Scheduler::start")
    }

    /// Starts no more runs until [`resume`](Self::resume). Runs that are under way
    /// go on; what comes due is dealt with at the resumption, by `coalesce` and
    /// `misfire_grace_time`.
    ///
    /// What was claimed before still starts: due jobs are moved on in their store up to 256 at a
    /// time, and then their runs start. A pause in the middle of that comes after them.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped, or about to be.
    pub fn pause(&self) -> Result<(), Error> {
        self.core.switch(Phase::Paused, Event::SchedulerPaused)
    }

    /// Starts runs again after [`pause`](Self::pause).
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped, or about to be.
    pub fn resume(&self) -> Result<(), Error> {
        self.core.switch(Phase::Running, Event::SchedulerResumed)
    }

    /// Starts the scheduler, if it is not running yet, and serves until the
    /// program is told to end (Ctrl-C, SIGTERM) or somebody calls
    /// [`shutdown`](Self::shutdown). Then waits for the runs under way; a second
    /// signal ends the wait, as [`Wait::AtMost`] does when its time is over. That is an error
    /// if a run was cancelled or left, or if a listener is still at work a second later.
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
    /// signal that has cut something off.
    pub async fn run(&self) -> Result<(), Error> {
        self.run_with(Signals::receive("Scheduler::run")?).await
    }

    /// Even if it fails, the last events are told; only a second signal does not wait.
    pub(crate) async fn run_with(&self, mut signals: Signals) -> Result<(), Error> {
        self.report_if_nobody_else_does();
        let result = self.serve(&mut signals).await;
        if !matches!(&result, Err(error) if error.kind() == ErrorKind::Interrupted) {
            race(signals.next(), self.core.all_told()).await;
        }
        result
    }

    async fn serve(&self, signals: &mut Signals) -> Result<(), Error> {
        self.say_if_there_is_nothing_to_do().await;
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
            Winner::First(signal) => self.end_by_signal(signal, signals).await,
            Winner::Second(()) => Ok(()),
        }
    }

    async fn end_by_signal(&self, signal: &str, signals: &mut Signals) -> Result<(), Error> {
        self.say_that_runs_are_waited_for(signal);
        match race(signals.next(), self.shutdown(Wait::ForJobs)).await {
            Winner::First(signal) => self.end_at_once(signal, signals).await,
            Winner::Second(_) => Ok(()),
        }
    }

    /// Who sends a signal to a program and to its group sends it twice, as `timeout` does: where that
    /// has cut off nothing it is no error.
    async fn end_at_once(&self, signal: &str, signals: &mut Signals) -> Result<(), Error> {
        // An error here is that it has come down in this moment.
        let left = self.shutdown(Wait::AtMost(Duration::ZERO)).await.unwrap_or_default();
        let interrupted = |what: &dyn fmt::Display| {
            Err(Error::new(ErrorKind::Interrupted, format!("ended at once by {signal}; {what}")))
        };
        if left != Shutdown::default() {
            return interrupted(&left);
        }
        let told = race(self.core.all_told(), self.core.clock.sleep(TO_BE_TOLD));
        match race(told, signals.next()).await {
            Winner::First(Winner::First(())) => Ok(()),
            _ => interrupted(&"a listener is still at work"),
        }
    }
}

impl Core {
    async fn start(self: Arc<Self>, phase: Phase) -> Result<(), Error> {
        let runtime = Handle::try_current().map_err(|_| Error::no_runtime("Scheduler::start"))?;
        #[cfg(all(unix, feature = "process-pool"))]
        crate::worker::refuse_start()?;
        self.check_timer()?;
        let before = self.activity.enter(Phase::Starting, &[Phase::New, Phase::Stopped]);
        let before = before.map_err(already_running)?;
        // In a task of its own: it goes on to its end even if nobody waits for it.
        let start = Start::new(self, before, runtime.clone());
        runtime.spawn(start.run(phase)).await.unwrap_or_else(|ended| {
            Err(Error::with_source(ErrorKind::System, "the start was ended from outside", ended))
        })
    }

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
}

fn already_running(phase: Phase) -> Error {
    let message = match phase {
        Phase::Stopping => "the scheduler is still shutting down; wait for that before you start it again",
        _ => "the scheduler is running already",
    };
    Error::new(ErrorKind::AlreadyRunning, message)
}

pub(super) fn not_running() -> Error {
    Error::new(ErrorKind::NotRunning, "the scheduler is not running")
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Sender, channel};

    use chrono::DateTime;

    use super::*;
    use crate::event::EventMask;
    use crate::testing::ManualClock;

    async fn ends_by_two_signals(scheduler: &Scheduler) -> Result<(), Error> {
        let mut signals = Signals::receive("test").unwrap();
        signals.put_back("SIGTERM");
        scheduler.end_by_signal("SIGTERM", &mut signals).await
    }

    /// It tells its last event to a listener that works until what this returns is dropped.
    fn with_a_slow_listener(clock: &ManualClock) -> (Scheduler, Sender<()>) {
        let scheduler = Scheduler::builder().clock(clock.clone()).build().unwrap();
        let (end, ended) = channel::<()>();
        let ended = Mutex::new(ended);
        scheduler.add_listener(EventMask::SCHEDULER_SHUTDOWN, move |_| {
            ended.lock().unwrap().recv().ok();
        });
        (scheduler, end)
    }

    #[tokio::test]
    async fn two_signals_that_cut_off_nothing_are_no_error() {
        let scheduler = Scheduler::builder().build().unwrap();
        scheduler.start().await.unwrap();
        ends_by_two_signals(&scheduler).await.unwrap();
        assert_eq!(scheduler.state(), SchedulerState::Stopped);
    }

    #[tokio::test]
    async fn a_second_signal_gives_listeners_a_second() {
        let clock = ManualClock::at(DateTime::UNIX_EPOCH);
        let (scheduler, _end) = with_a_slow_listener(&clock);
        scheduler.start().await.unwrap();
        let ending = tokio::spawn(async move { ends_by_two_signals(&scheduler).await });
        while !ending.is_finished() {
            clock.advance(TimeDelta::milliseconds(1));
            tokio::task::yield_now().await;
        }
        let error = ending.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert_eq!(error.to_string(), "ended at once by SIGTERM; a listener is still at work");
    }
}
