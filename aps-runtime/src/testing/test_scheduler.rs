use std::fmt;
use std::io::{self, Write};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::DateTime;
use tokio::runtime::{Builder, Runtime};

use super::fires::instant;
use super::{Fired, ManualClock};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind};
use crate::event::{Event, EventMask};
use crate::host::blocking;
use crate::race::{Winner, race};
use crate::scheduler::{Scheduler, SchedulerBuilder, Wait};

/// A running scheduler on a clock that the test moves, and a list of what has fired and
/// how it ended. For plain `#[test]` functions; nothing sleeps.
///
/// The functions of the jobs are really run, on a separate runtime.
/// [`fires_of`](super::fires_of) asks for the times alone.
///
/// ```
/// use aps_runtime::prelude::*;
/// use aps_runtime::testing::TestScheduler;
///
/// #[job]
/// fn report(ctx: JobContext) -> Result<(), String> {
///     if ctx.scheduled_run_time().to_rfc3339().starts_with("2026-11") { Err("no paper".into()) } else { Ok(()) }
/// }
///
/// # fn main() -> aps_runtime::Result<()> {
/// let test = TestScheduler::start(Scheduler::builder().timezone("Europe/Helsinki"), "2026-10-01")?;
/// test.scheduler().add_job(report::job(), CronTrigger::parse("0 9 * * friL")?).id("report").wait()?;
/// test.run_until("2026-12-01")?;
/// assert_eq!(
///     test.outcomes_of("report"),
///     ["2026-10-30 09:00:00 EET executed", "2026-11-27 09:00:00 EET failed: no paper"]
/// );
/// # Ok(())
/// # }
/// ```
///
/// The clock moves on only when all runs have ended. So a run that ends only by its `timeout` holds the
/// test up: another thread has to move the clock for it, with a clone of [`clock`](Self::clock), once
/// [`running`](Scheduler::running) shows the run. (The wait between two attempts is no such case.) After
/// ten seconds, the test scheduler prints on standard error what it is waiting for.
///
/// In an async test, build a scheduler with a [`ManualClock`] and use
/// [`Scheduler::run_clock_until`].
pub struct TestScheduler {
    scheduler: Scheduler,
    clock: ManualClock,
    told: Arc<Mutex<Vec<Event>>>,
    /// Taken out when this is dropped.
    runtime: Option<Runtime>,
}

impl TestScheduler {
    /// Builds the scheduler and starts it. Its clock shows `now`, a date or a time in the
    /// scheduler's zone, or an instant with an offset.
    ///
    /// # Errors
    ///
    /// As [`SchedulerBuilder::build`] and [`Scheduler::start`];
    /// [`Parse`](ErrorKind::Parse) for `now`; [`WouldBlock`](ErrorKind::WouldBlock) in async code.
    pub fn start(builder: SchedulerBuilder, now: &str) -> Result<Self, Error> {
        blocking::refuse_in_async_code(
            "TestScheduler::start",
            "ManualClock` and `Scheduler::run_clock_until",
        )?;
        let clock = ManualClock::at(DateTime::UNIX_EPOCH);
        let scheduler = builder.clock(clock.clone()).build()?;
        clock.set(instant(now, scheduler.timezone())?);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime
            .map_err(|error| Error::with_source(ErrorKind::System, "no runtime can be built", error))?;
        let told = Arc::<Mutex<Vec<Event>>>::default();
        scheduler.add_listener(EventMask::ALL, {
            let told = told.clone();
            move |event| lock(&told).push(event.clone())
        });
        runtime.block_on(scheduler.start())?;
        Ok(TestScheduler { scheduler, clock, told, runtime: Some(runtime) })
    }

    /// The scheduler, to add and change jobs: `test.scheduler().add_job(…).wait()?`.
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }

    /// What the scheduler's clock shows.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Moves the clock on to `until`. It stops at each instant at which something is due, until
    /// all of that is done: [`Scheduler::run_clock_until`].
    ///
    /// # Errors
    ///
    /// [`Parse`](ErrorKind::Parse) if `until` is neither a date nor a time;
    /// [`InvalidOption`](ErrorKind::InvalidOption) if the clock shows a later time: use
    /// [`jump_to`](Self::jump_to) to set it back.
    pub fn run_until(&self, until: &str) -> Result<(), Error> {
        let timezone = self.scheduler.timezone();
        let (until, now) = (instant(until, timezone)?, self.clock.now());
        if until < now {
            let message = format!(
                "the clock cannot run until {}: it shows {}\n  = help: `jump_to` sets it back",
                timezone.to_local(until),
                timezone.to_local(now)
            );
            return Err(Error::new(ErrorKind::InvalidOption, message));
        }
        self.block_on(self.scheduler.run_clock_until(&self.clock, until));
        Ok(())
    }

    /// Sets the clock, forwards or backwards, as if the machine had been asleep or somebody had
    /// set its clock. Then waits until everything that has become due is done. What is due at
    /// the present instant is done before the clock is set.
    ///
    /// # Errors
    ///
    /// [`Parse`](ErrorKind::Parse) if `now` is neither a date nor a time.
    pub fn jump_to(&self, now: &str) -> Result<(), Error> {
        let now = instant(now, self.scheduler.timezone())?;
        self.block_on(self.scheduler.at_rest());
        self.clock.set(now);
        self.block_on(self.scheduler.at_rest());
        Ok(())
    }

    /// Every fire so far and how it ended, in the order in which that was reported.
    pub fn fired(&self) -> Vec<Fired> {
        self.fired_if(|_| true)
    }

    /// The fires of one job so far, as text: `2026-10-30 09:00:00 EET executed`. Those that share an
    /// entry of [`fired`](Self::fired) are `2026-10-30 09:00:00 EET to 2036-10-30 09:00:00 EET coalesced`.
    pub fn outcomes_of(&self, job_id: &str) -> Vec<String> {
        let fired = self.fired_if(|event| event.job_id().is_some_and(|id| *id == *job_id));
        fired.iter().map(Fired::text).collect()
    }

    /// Of other events the due times are not worked out.
    fn fired_if(&self, is_meant: impl Fn(&Event) -> bool) -> Vec<Fired> {
        let (told, timezone) = (lock(&self.told), self.scheduler.timezone());
        told.iter().filter(|event| is_meant(event)).flat_map(|event| Fired::of(event, timezone)).collect()
    }

    /// Every event so far.
    pub fn events(&self) -> Vec<Event> {
        lock(&self.told).clone()
    }

    fn block_on(&self, future: impl Future<Output = ()>) {
        if let Some(runtime) = &self.runtime {
            runtime.block_on(or_say(future, SystemClock.sleep(PATIENCE), || self.what_is_waited_for()));
        }
    }

    fn what_is_waited_for(&self) -> String {
        let runs = self.scheduler.running();
        let names = runs.iter().map(|run| {
            format!("`{}` of {}", run.job_id, self.scheduler.timezone().to_local(run.scheduled_run_time))
        });
        let names: Vec<_> = names.take(MOST_NAMED).collect();
        let more = if runs.len() > MOST_NAMED { " and others" } else { "" };
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!(
            "a `TestScheduler` has been at work for {} s; runs that it waits for: {names}{more}\n  \
             = note: a run that only its `timeout` ends waits until another thread moves the clock",
            PATIENCE.as_secs()
        )
    }
}

/// How long it may take until something is said of it, by the clock on the wall.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many runs are named then.
const MOST_NAMED: usize = 10;

/// Waits for it, but says something when that takes longer than one has patience for.
async fn or_say(
    future: impl Future<Output = ()>,
    patience: impl Future<Output = ()>,
    say: impl FnOnce() -> String,
) {
    let mut future = pin!(future);
    if let Winner::Second(()) = race(future.as_mut(), patience).await {
        // Not by `eprintln`, which tests keep to themselves until they end. Where nobody reads, nothing is missed.
        writeln!(io::stderr(), "{}", say()).ok();
        future.await;
    }
}

fn lock(told: &Mutex<Vec<Event>>) -> MutexGuard<'_, Vec<Event>> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs that are still under way are left to themselves.
impl Drop for TestScheduler {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // An error here is that the test has shut it down.
            runtime.block_on(self.scheduler.shutdown(Wait::No)).ok();
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for TestScheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestScheduler").field("scheduler", &self.scheduler).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::sync::mpsc::channel;

    use tokio::task::yield_now;

    use super::*;
    use crate::Now;
    use crate::registry::Registry;

    #[test]
    fn what_is_waited_for_is_named() {
        let builder = Scheduler::builder().timezone("UTC").registry(Registry::empty());
        let test = TestScheduler::start(builder, "2026-01-01").unwrap();
        let (begun, is_under_way) = channel();
        let (end, ended) = channel::<()>();
        let ended = Mutex::new(ended);
        let job = test.scheduler().add_job(
            move || {
                begun.send(()).unwrap();
                ended.lock().unwrap().recv().ok();
            },
            Now,
        );
        job.id("endless").wait().unwrap();
        is_under_way.recv().unwrap();
        let told = test.what_is_waited_for();
        assert!(told.contains("waits for: `endless` of 2026-01-01 00:00:00 UTC\n"), "{told}");
        drop(end);
        test.jump_to("2026-01-02").unwrap();
        assert!(test.what_is_waited_for().contains("waits for: none\n"));
    }

    #[tokio::test]
    async fn only_what_takes_too_long_is_spoken_of() {
        let mut said = 0;
        let mut say = || {
            said += 1;
            "a test: this takes long".to_owned()
        };
        or_say(ready(()), ready(()), &mut say).await;
        or_say(yield_now(), ready(()), &mut say).await;
        assert_eq!(said, 1);
    }
}
