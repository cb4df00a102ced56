use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, fs, process};

use aps_triggers::TimeZone;
use chrono::TimeDelta;
use tokio::runtime::{Builder, Runtime};

use super::act::{Act, Gate};
use super::{Functions, Subject};
use crate::changes::Changes;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::event::{Event, EventMask};
use crate::executor::Executor;
use crate::job::{IntoJob, Now};
use crate::race::{Winner, race};
use crate::registry::Registry;
use crate::scheduler::{AddJob, Scheduler, Wait};
use crate::testing::{Fired, ManualClock, Outcome};

/// A running scheduler with the executor, and what it tells. Whatever does not come in time
/// is a failure.
pub(super) struct Trial<'a> {
    subject: &'a Subject,
    /// What is put to the test.
    pub(super) executor: Arc<dyn Executor>,
    pub(super) functions: Functions,
    pub(super) scheduler: Scheduler,
    pub(super) clock: ManualClock,
    told: Arc<Told>,
    folder: PathBuf,
    /// Taken out when this is dropped.
    runtime: Option<Runtime>,
}

#[derive(Default)]
struct Told {
    events: Mutex<Vec<Event>>,
    changed: Changes,
}

impl Told {
    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subject {
    /// With either kind of functions, each with an executor of its own.
    pub(super) fn trials(&self) -> impl Iterator<Item = Trial<'_>> {
        self.functions.into_iter().map(|functions| Trial::start(self, functions))
    }
}

impl<'a> Trial<'a> {
    fn start(subject: &'a Subject, functions: Functions) -> Self {
        static TRIALS: AtomicU32 = AtomicU32::new(0);
        let number = TRIALS.fetch_add(1, Ordering::SeqCst);
        let folder = env::temp_dir().join(format!("aps-contract-{}-{number}", process::id()));
        must(fs::create_dir_all(&folder));
        let (executor, clock) = ((subject.make)(), ManualClock::at(chrono::DateTime::UNIX_EPOCH));
        let registry = must(must(Registry::linked()).only_jobs([""; 0]));
        let builder = Scheduler::builder().registry(registry).timezone("UTC").clock(clock.clone());
        let scheduler = must(builder.executor("subject", executor.clone()).build());
        let told = Arc::<Told>::default();
        scheduler.add_listener(EventMask::ALL, {
            let told = told.clone();
            move |event| {
                told.events().push(event.clone());
                told.changed.announce();
            }
        });
        let runtime = Some(must(Builder::new_multi_thread().worker_threads(2).enable_all().build()));
        let trial = Trial { subject, executor, functions, scheduler, clock, told, folder, runtime };
        trial.done("the start", trial.scheduler.start());
        let capacity = trial.executor.capacity();
        assert!(
            capacity.is_none_or(|capacity| capacity >= 4),
            "it takes too few runs for its rules: {capacity:?}"
        );
        trial
    }

    /// Waits for what is to come.
    pub(super) fn within<T>(&self, what: &str, future: impl IntoFuture<Output = T>) -> T {
        let Some(runtime) = &self.runtime else { unreachable!("it is taken at the end") };
        let patience = self.subject.patience;
        match runtime.block_on(race(future.into_future(), SystemClock.sleep(patience))) {
            Winner::First(output) => output,
            Winner::Second(()) => {
                let told = &*self.told.events();
                panic!("{what} has not come within {patience:?}; told so far: {told:#?}")
            }
        }
    }

    /// Waits for a verb of the scheduler, which is to succeed.
    pub(super) fn done<T>(&self, what: &str, verb: impl IntoFuture<Output = Result<T, Error>>) -> T {
        must(self.within(what, verb))
    }

    /// Does something inside the runtime.
    pub(super) fn in_runtime<T>(&self, what: impl FnOnce() -> T) -> T {
        self.within("it", async { what() })
    }

    /// A job that is due now.
    pub(super) fn job<M>(&self, id: impl Into<String>, call: impl IntoJob<M>) -> AddJob {
        self.scheduler.add_job(call, Now).id(id.into()).executor("subject")
    }

    pub(super) fn add(&self, job: AddJob) {
        self.done("a place in the store", job);
    }

    pub(super) fn run<M>(&self, id: impl Into<String>, call: impl IntoJob<M>) {
        self.add(self.job(id, call));
    }

    /// A run that goes on until [`open`](Self::open).
    pub(super) fn hold(&self, id: &str) -> AddJob {
        self.job(id, (self.functions.act)(Act::Hold(self.gate(id))))
    }

    /// Waits for the run of a job that another executor has. By then the loop has handed over
    /// what was due before.
    pub(super) fn another_executor_goes_on(&self) {
        self.add(self.job("elsewhere", (self.functions.nothing)()).executor("default"));
        let has_run = |told: &[Event]| outcomes_in(told).iter().any(|outcome| outcome.0 == "elsewhere");
        self.until("the run of another executor", has_run);
    }

    /// Waits until the held run of this id has begun.
    pub(super) fn begun(&self, id: &str) {
        self.within(&format!("the beginning of `{id}`"), async {
            while !self.gate(id).has_begun() {
                SystemClock.sleep(std::time::Duration::from_millis(1)).await;
            }
        });
    }

    pub(super) fn has_begun(&self, id: &str) -> bool {
        self.gate(id).has_begun()
    }

    fn gate(&self, id: &str) -> Gate {
        Gate { folder: self.folder.clone(), name: id.to_owned() }
    }

    /// Lets all held runs end.
    pub(super) fn open(&self) {
        must(fs::write(self.file("open"), ""));
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Waits until what was told is enough.
    pub(super) fn until(&self, what: &str, enough: impl Fn(&[Event]) -> bool) {
        self.within(what, self.told.changed.until(|| enough(&self.told.events()).then_some(())));
    }

    pub(super) fn rest(&self) {
        self.within("rest", self.scheduler.at_rest());
    }

    /// Moves the clock on.
    pub(super) fn run_for(&self, seconds: i64) {
        let until = self.clock.now() + TimeDelta::seconds(seconds);
        self.within("rest", self.scheduler.run_clock_until(&self.clock, until));
    }

    pub(super) fn told(&self) -> Vec<Event> {
        self.told.events().clone()
    }

    /// How every fire has ended so far, by job.
    pub(super) fn outcomes(&self) -> Vec<(String, Outcome)> {
        let mut outcomes = outcomes_in(&self.told.events());
        outcomes.sort_by(|a, b| a.0.cmp(&b.0));
        outcomes
    }

    /// Comes to rest, and takes the one outcome that there is of this job.
    pub(super) fn outcome_of(&self, id: &str) -> Outcome {
        self.rest();
        let mut outcomes = self.outcomes();
        outcomes.retain(|outcome| outcome.0 == id);
        assert_eq!(outcomes.len(), 1, "outcomes of `{id}`: {outcomes:?}");
        outcomes.remove(0).1
    }
}

pub(super) fn outcomes_in(told: &[Event]) -> Vec<(String, Outcome)> {
    let fired = told.iter().flat_map(|event| Fired::of(event, TimeZone::UTC));
    fired.map(|fired| (fired.job_id().to_string(), fired.outcome().clone())).collect()
}

#[track_caller]
fn must<T, E: Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}

/// Whatever still runs is let go.
impl Drop for Trial<'_> {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
        if let Some(runtime) = self.runtime.take() {
            let end = race(self.scheduler.shutdown(Wait::No), SystemClock.sleep(self.subject.patience));
            runtime.block_on(end);
            runtime.shutdown_background();
        }
    }
}
