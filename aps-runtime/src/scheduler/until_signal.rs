//! A scheduler that serves until the program is told to end.

use std::fmt;
use std::time::Duration;

use super::Scheduler;
use super::shutdown::{Shutdown, Wait};
use crate::error::{Error, ErrorKind};
use crate::host::signals::Signals;
use crate::last_resort::say_that_the_start_is_waited_for;
use crate::race::{Winner, race};

/// How long listeners have for the last events when a second signal has come.
const TO_BE_TOLD: Duration = Duration::from_secs(1);

impl Scheduler {
    /// Starts the scheduler, if it is not running yet, and serves until the
    /// program is told to end (Ctrl-C, SIGTERM) or somebody calls
    /// [`shutdown`](Self::shutdown). Then waits for the runs under way; a second
    /// signal ends the wait, as [`Wait::AtMost`] does when its time is over. That is an error
    /// if a run was cancelled or left, or if a listener is still at work a second later. A third signal ends
    /// at once, whatever is still going on.
    ///
    /// A signal that comes during the start lets the start come to its end, and then ends the scheduler.
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
        let mut starting = Box::pin(self.be_started());
        match race(signals.next(), &mut starting).await {
            Winner::Second(started) => started?,
            Winner::First(signal) if self.core.activity.phase().is_down() => {
                tracing::info!(signal, "ending before the start");
                return Ok(());
            }
            Winner::First(signal) => {
                // The start goes on even if nobody waits for it, and then nobody would end what it has started.
                say_that_the_start_is_waited_for(signal);
                match race(signals.next(), starting).await {
                    Winner::First(signal) => return Err(interrupted(signal, &"the start was not complete")),
                    Winner::Second(started) => started?,
                }
                signals.put_back(signal);
            }
        }
        match race(signals.next(), self.core.activity.down()).await {
            Winner::First(signal) => self.end_by_signal(signal, signals).await,
            Winner::Second(()) => Ok(()),
        }
    }

    /// By this, or by somebody else who is about to start it or has done so.
    async fn be_started(&self) -> Result<(), Error> {
        self.say_if_there_is_nothing_to_do().await;
        match self.start().await {
            Err(error) if error.kind() == ErrorKind::AlreadyRunning => {
                self.core.activity.start_is_over().await;
                Ok(())
            }
            started => started,
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
        let left = match race(self.shutdown(Wait::AtMost(Duration::ZERO)), signals.next()).await {
            // An error here is that it has come down in this moment.
            Winner::First(left) => left.unwrap_or_default(),
            Winner::Second(signal) => return Err(interrupted(signal, &"the shutdown was not complete")),
        };
        if left != Shutdown::default() {
            return Err(interrupted(signal, &left));
        }
        let told = race(self.core.all_told(), self.core.clock.sleep(TO_BE_TOLD));
        match race(told, signals.next()).await {
            Winner::First(Winner::First(())) => Ok(()),
            _ => Err(interrupted(signal, &"a listener is still at work")),
        }
    }
}

fn interrupted(signal: &str, what: &dyn fmt::Display) -> Error {
    Error::new(ErrorKind::Interrupted, format!("ended at once by {signal}; {what}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::activity::Phase;
    use crate::event::EventMask;
    use crate::executor::{Executor, ExecutorError, Rejected, Run};
    use crate::scheduler::SchedulerState;
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

    /// Its start blocks the thread until something comes.
    #[derive(Debug)]
    struct Slow(Mutex<Receiver<()>>);

    impl Executor for Slow {
        fn start(&self) -> Result<(), ExecutorError> {
            Ok(self.0.lock().unwrap().recv()?)
        }
        fn submit(&self, run: Run) -> Result<(), Rejected> {
            Err(Rejected::new(run, "not tried here"))
        }
        fn shutdown(&self) {}
    }

    /// Else it would come up, and nobody would end it.
    #[tokio::test(flavor = "multi_thread", worker_threads = 3)]
    async fn a_signal_during_the_start_ends_what_has_started() {
        let (go_on, waits) = channel();
        let scheduler = Scheduler::builder().executor("slow", Slow(Mutex::new(waits))).build().unwrap();
        let mut signals = Signals::receive("test").unwrap();
        signals.put_back("SIGTERM");
        scheduler.serve(&mut signals).await.unwrap();
        assert_eq!(scheduler.core.activity.phase(), Phase::New, "it comes before the start");

        let starting = tokio::spawn(scheduler.start());
        while scheduler.core.activity.phase() != Phase::Starting {
            tokio::task::yield_now().await;
        }
        signals.put_back("SIGTERM");
        let served = scheduler.clone();
        let serving = tokio::spawn(async move { served.serve(&mut signals).await });
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(!serving.is_finished());
        go_on.send(()).unwrap();
        starting.await.unwrap().unwrap();
        serving.await.unwrap().unwrap();
        assert_eq!(scheduler.state(), SchedulerState::Stopped);
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
