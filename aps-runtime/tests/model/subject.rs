//! The scheduler that is compared with the model.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{Clock, ErrorKind, JobStatus, MisfireGraceTime};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Semaphore;

use crate::model::{Told, listed, text};
use crate::operation::{Body, Changes, Grace, Id, Next, Operation, Options, RETRY_DELAY, When};

/// What was told, and of which job.
type InOrder = Vec<(Option<Id>, String)>;

pub struct Subject {
    pub scheduler: Scheduler,
    clock: ManualClock,
    told: Arc<Mutex<InOrder>>,
    held: Arc<Held>,
}

/// The runs that are held, and what lets them go on.
#[derive(Default)]
struct Held {
    runs: Mutex<Vec<(Id, DateTime<Utc>)>>,
    gates: Mutex<BTreeMap<Id, Arc<Semaphore>>>,
}

impl Held {
    async fn hold(self: Arc<Self>, run: (Id, DateTime<Utc>)) {
        self.runs.lock().unwrap().push(run);
        let hold = Hold { held: self.clone(), run };
        if let Ok(permit) = self.gate(run.0).acquire().await {
            permit.forget();
        }
        drop(hold);
    }

    fn gate(&self, id: Id) -> Arc<Semaphore> {
        let mut gates = self.gates.lock().unwrap();
        gates.entry(id).or_insert_with(|| Arc::new(Semaphore::new(0))).clone()
    }
}

/// Ends with its run, however that ends.
struct Hold {
    held: Arc<Held>,
    run: (Id, DateTime<Utc>),
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut runs = self.held.runs.lock().unwrap();
        if let Some(index) = runs.iter().position(|run| *run == self.run) {
            runs.remove(index);
        }
    }
}

impl Subject {
    pub fn new(now: DateTime<Utc>) -> Self {
        let clock = ManualClock::at(now);
        let builder = Scheduler::builder().registry(aps_runtime::Registry::empty());
        let scheduler = builder.clock(clock.clone()).timezone("UTC").build().unwrap();
        let told = Arc::new(Mutex::new(InOrder::new()));
        scheduler.add_listener(EventMask::ALL, {
            let told = told.clone();
            move |event| told.lock().unwrap().push((event.job_id().map(number), told_as(event)))
        });
        Subject { scheduler, clock, told, held: Arc::default() }
    }

    pub async fn apply(&self, operation: &Operation, is_idle: bool) -> Result<(), ErrorKind> {
        let result = self.change(operation, is_idle).await;
        self.settle().await;
        result.map_err(|error| error.kind())
    }

    async fn change(&self, operation: &Operation, is_idle: bool) -> Result<(), aps_runtime::Error> {
        let scheduler = &self.scheduler;
        match operation {
            Operation::Start { paused: false } => scheduler.start().await,
            Operation::Start { paused: true } => scheduler.start_paused().await,
            Operation::Shutdown if is_idle => scheduler.shutdown(Wait::ForJobs).await.map(drop),
            Operation::Shutdown => scheduler.shutdown(Wait::No).await.map(drop),
            Operation::PauseScheduler => scheduler.pause(),
            Operation::ResumeScheduler => scheduler.resume(),
            Operation::Add { id, when, options, replace_existing } => {
                self.add(*id, *when, *options, *replace_existing).await
            }
            Operation::Modify { id, changes } => self.modify(*id, changes).await,
            Operation::Reschedule { id, when } => {
                scheduler.reschedule_job(name(*id), when.said_at(self.clock.now()).trigger()).await
            }
            Operation::Pause(id) => scheduler.pause_job(name(*id)).await,
            Operation::Resume { id, catch_up } => scheduler.resume_job(name(*id)).catch_up(*catch_up).await,
            Operation::Remove(id) => scheduler.remove_job(name(*id)).await,
            Operation::RemoveAll => scheduler.remove_all_jobs().await,
            Operation::RunNow(id) => scheduler.run_now(name(*id)).await,
            Operation::CancelRuns(id) => {
                scheduler.cancel_runs(name(*id));
                Ok(())
            }
            Operation::Release(id) => {
                self.held.gate(*id).add_permits(1);
                Ok(())
            }
            Operation::GoOn(seconds) => {
                scheduler.run_clock_until(&self.clock, self.time(*seconds)).await;
                Ok(())
            }
            Operation::Jump(seconds) => {
                self.clock.set(self.time(*seconds));
                Ok(())
            }
        }
    }

    async fn add(
        &self,
        id: Id,
        when: When,
        options: Options,
        replace: bool,
    ) -> Result<(), aps_runtime::Error> {
        let trigger = when.said_at(self.clock.now()).trigger();
        let mut job = self
            .scheduler
            .add_job(self.body(id, options.body), trigger)
            .id(name(id))
            .coalesce(options.coalesce)
            .max_instances(options.max_instances)
            .misfire_grace_time(options.grace)
            .retry(retry(options.attempts))
            .replace_existing(replace);
        if let Some(seconds) = options.next_run_time {
            job = job.next_run_time(self.time(seconds));
        }
        job.paused(options.paused).await.map(drop)
    }

    async fn modify(&self, id: Id, changes: &Changes) -> Result<(), aps_runtime::Error> {
        let mut job = self.scheduler.modify_job(name(id));
        if let Some(body) = changes.body {
            job = job.call(self.body(id, body));
        }
        if let Some(coalesce) = changes.coalesce {
            job = job.coalesce(coalesce);
        }
        if let Some(max_instances) = changes.max_instances {
            job = job.max_instances(max_instances);
        }
        if let Some(grace) = changes.grace {
            job = job.misfire_grace_time(grace);
        }
        if let Some(when) = changes.when {
            job = job.trigger(when.said_at(self.clock.now()).trigger());
        }
        match changes.next {
            Some(Next::In(seconds)) => job.next_run_time(self.time(seconds)).await,
            Some(Next::Never) => job.next_run_time(None).await,
            None => job.await,
        }
    }

    fn body(
        &self,
        id: Id,
        body: Body,
    ) -> impl Fn(JobContext) -> aps_runtime::BoxFuture<'static, Result<(), String>> + Send + Sync + use<>
    {
        let held = self.held.clone();
        move |ctx: JobContext| {
            let held = held.clone();
            Box::pin(async move {
                match body {
                    Body::Succeed => Ok(()),
                    Body::Fail => Err("no paper".into()),
                    Body::Hold => {
                        held.clone().hold((id, ctx.scheduled_run_time())).await;
                        Ok(())
                    }
                }
            })
        }
    }

    fn time(&self, seconds: i64) -> DateTime<Utc> {
        self.clock.now() + TimeDelta::seconds(seconds)
    }

    pub async fn go_to(&self, time: DateTime<Utc>) {
        self.clock.set(time);
        self.settle().await;
    }

    /// Waits until nothing happens any more. Everything goes on in this thread, and every
    /// step of it tells something; so it has when others had their turn in vain for a while.
    async fn settle(&self) {
        let mut told = usize::MAX;
        while told != self.told().len() {
            told = self.told().len();
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            while self.scheduler.event_backlog() > 0 {
                std::thread::yield_now();
            }
        }
    }

    fn told(&self) -> std::sync::MutexGuard<'_, InOrder> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was told since the last call.
    pub fn take_told(&self) -> Told {
        let mut told = Told::new();
        for (id, text) in self.told().drain(..) {
            told.entry(id).or_default().push(text);
        }
        told
    }

    pub fn held(&self) -> Vec<(Id, DateTime<Utc>)> {
        let mut held = self.held.runs.lock().unwrap().clone();
        held.sort();
        held
    }

    pub fn running(&self) -> Vec<(Id, DateTime<Utc>, u32)> {
        let running = self.scheduler.running().into_iter();
        let mut running: Vec<_> =
            running.map(|run| (number(&run.job_id), run.scheduled_run_time, run.attempt)).collect();
        running.sort();
        running
    }

    pub async fn jobs(&self) -> Vec<String> {
        let jobs = self.scheduler.jobs().await.unwrap();
        jobs.iter().map(as_listed).collect()
    }
}

fn as_listed(job: &Job) -> String {
    let next = match job.status() {
        JobStatus::Scheduled(time) => time.to_string(),
        other => format!("{other:?}").to_lowercase(),
    };
    let grace = match job.misfire_grace_time() {
        MisfireGraceTime::Within(limit) => Grace(Some(limit.as_secs())),
        MisfireGraceTime::Unlimited => Grace(None),
    };
    listed(number(job.id()), job.trigger(), next, job.coalesce(), job.max_instances(), grace)
}

fn retry(attempts: u32) -> Retry {
    let attempts = Retry::attempts(NonZeroU32::new(attempts).unwrap());
    attempts.delay(Duration::from_secs(RETRY_DELAY.unsigned_abs())).factor(NonZeroU32::MIN)
}

fn name(id: Id) -> String {
    id.0.to_string()
}

fn number(id: &aps_runtime::JobId) -> Id {
    Id(id.as_str().parse().unwrap())
}

fn told_as(event: &Event) -> String {
    match event {
        Event::JobAdded { .. } => "added".into(),
        Event::JobRemoved { .. } => "removed".into(),
        Event::JobModified { .. } => "modified".into(),
        Event::JobSubmitted { scheduled_run_times, .. } => format!("submitted{}", text(scheduled_run_times)),
        Event::JobMaxInstances { scheduled_run_times, .. } => {
            format!("max_instances{}", text(scheduled_run_times))
        }
        Event::JobCoalesced { scheduled_run_times, .. } => format!("coalesced{}", text(scheduled_run_times)),
        Event::JobExecuted { scheduled_run_time, .. } => format!("executed{}", text([scheduled_run_time])),
        Event::JobError { scheduled_run_time, error, .. } => {
            format!("error{} {error}", text([scheduled_run_time]))
        }
        Event::JobRetrying { scheduled_run_time, attempt, retry_at, .. } => {
            format!("retrying{} attempt {attempt} at{}", text([scheduled_run_time]), text([retry_at]))
        }
        Event::JobMissed { scheduled_run_time, .. } => format!("missed{}", text([scheduled_run_time])),
        other => other.to_string(),
    }
}
