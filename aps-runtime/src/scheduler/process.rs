use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::core::Core;
use super::named_store::NamedStore;
use super::place::Place;
use super::turnover::Departures;
use crate::activity::{LoopId, NextWake};
use crate::engine::{Plan, RunTimes, earlier, plan};
use crate::event::{Event, EventMask};
use crate::executor::{Claim, Rejected, Run, RunObserver, RunState, Submission};
use crate::job::{Callee, Code, JobError, JobRecord};
use crate::panics::{contain, contain_future};
use crate::store::{Advance, Advanced, Due, Fires, StoreError, Written};

/// How many due jobs are taken from a store at a time, so that a crowd of them
/// keeps neither memory nor the other stores.
pub(super) const BATCH: usize = 256;

/// How long to wait for a store of whose due jobs none can be started.
const CONTRADICTION: Duration = Duration::from_secs(1);

/// How often it is asked before that.
const PATIENCE: u32 = 3;

/// The same, where other nodes may be quicker; and how long it is left to them each time.
const PATIENCE_WITH_OTHERS: u32 = 100;
const TURN_OF_OTHERS: Duration = Duration::from_millis(10);

/// What is about to be started, if the store lets it.
struct Start<'a> {
    plan: Plan,
    place: Place<'a>,
    /// Its number among those whose triggers have ended.
    departure: Option<usize>,
}

/// What becomes of each job, and whose trigger has panicked, with what it said.
fn plan_each(due: Vec<Arc<JobRecord>>, now: DateTime<Utc>) -> (Vec<Plan>, Vec<(Arc<JobRecord>, String)>) {
    let (mut plans, mut panicked) = (Vec::with_capacity(due.len()), Vec::new());
    for job in due {
        match contain(|| plan(&job, now)) {
            Ok(plan) => plans.push(plan),
            Err(message) => panicked.push((job, message)),
        }
    }
    (plans, panicked)
}

impl Start<'_> {
    fn advance(&self) -> Advance {
        let Plan { run, coalesced, next_run_time, .. } = &self.plan;
        let fires = Fires {
            run: run.span(),
            coalesced: coalesced.as_ref().map(RunTimes::span),
            refused: !self.place.taken,
        };
        Advance { job: run.job().clone(), next_run_time: *next_run_time, fires: Some(fires) }
    }
}

/// What has moved on.
fn moved<'a, 'b>(
    starts: &'a [Start<'b>],
    outcomes: &'a [Advanced],
) -> impl Iterator<Item = (&'a Start<'b>, &'a Advanced)> {
    starts.iter().zip(outcomes).filter(|(_, outcome)| outcome.has_moved())
}

impl Core {
    /// Starts what is due. APScheduler's `_process_jobs`.
    pub(crate) async fn process_due_jobs(self: &Arc<Self>, id: LoopId) -> NextWake {
        self.resume_retries(id);
        let mut next = NextWake::after(self.retries.next());
        let first = self.first_store.load(Ordering::Relaxed);
        for named in self.stores.iter().cycle().skip(first).take(self.stores.len()) {
            if !self.activity.may_start_runs(id) {
                return NextWake::NEVER;
            }
            next = next.or(match &named.keeper {
                // One that others share, which may be far away: it must not hold up those here.
                Some(keeper) => keeper.look(self, id),
                None => self.process_store_or_retry(named, id).await,
            });
        }
        next
    }

    fn resume_retries(self: &Arc<Self>, id: LoopId) {
        while self.activity.may_start_runs(id)
            && let Some(submission) = self.retries.take_due(self.clock.elapsed())
        {
            self.activity.run_started();
            submission.control().wait(RunState::Queued, self.clock.now());
            self.hand_to_executor(submission);
        }
    }

    /// A store that fails or panics must not end the loop, nor hold up the others.
    pub(super) async fn process_store_or_retry(self: &Arc<Self>, named: &NamedStore, id: LoopId) -> NextWake {
        if let Some(retry_at) = named.retry_at().filter(|retry_at| *retry_at > self.clock.elapsed()) {
            return NextWake::after(retry_at);
        }
        let processed = contain_future(pin!(self.process_store(named, id))).await;
        match processed.unwrap_or_else(|panic| Err(StoreError::Failed(panic.into()))) {
            Ok(next) => {
                self.has_recovered(named);
                next
            }
            Err(error) => self.leave_alone(named, &error, self.jobstore_retry_interval),
        }
    }

    pub(super) fn leave_alone(
        &self,
        named: &NamedStore,
        error: &StoreError,
        retry_after: Duration,
    ) -> NextWake {
        let retry_at = self.clock.elapsed().saturating_add(retry_after);
        let (jobstore, error) = (named.alias.clone(), Arc::<str>::from(error.to_string()));
        tracing::error!(store = %jobstore, %error, ?retry_after, "job store failed");
        named.has_failed(self.clock.now(), error.clone(), retry_at);
        self.notify(Event::JobStoreFailed { jobstore, error });
        NextWake::after(retry_at)
    }

    pub(super) fn has_recovered(&self, named: &NamedStore) {
        if named.works() {
            tracing::info!(store = %named.alias, "job store works again");
            self.notify(Event::JobStoreRecovered { jobstore: named.alias.clone() });
        }
    }

    pub(super) async fn process_store(
        self: &Arc<Self>,
        named: &NamedStore,
        id: LoopId,
    ) -> Result<NextWake, StoreError> {
        let now = self.clock.now();
        let mut due = named.store.due_jobs(now, BATCH, &self.rooms(BATCH)).await?;
        let ahead = named.is_ahead_by(due.now - now);
        let more_may_be_due = due.jobs.len() == BATCH;
        due.jobs = self.with_room(named, due.jobs);
        if !self.activity.may_start_runs(id) {
            return Ok(NextWake::NEVER);
        }
        let has_started = self.start_due_jobs(named, due).await?;
        if has_started {
            self.let_others_go_first(named);
        }
        let next = if more_may_be_due {
            Some(now)
        } else {
            // By the room that is left. What leaves an executor that has none wakes the loop.
            named.store.next_run_time(&self.rooms(BATCH)).await?.map(|next| earlier(next, ahead))
        };
        if has_started || next.is_none_or(|next| next > now) {
            named.not_in_vain();
            return Ok(NextWake::at(next));
        }
        Ok(self.look_again_in_vain(named, now))
    }

    /// Else a store in which something is always due would have all the room of an executor.
    fn let_others_go_first(&self, named: &NamedStore) {
        if let Some(index) = self.stores.iter().position(|other| std::ptr::eq(other, named)) {
            self.first_store.store(index + 1, Ordering::Relaxed);
        }
    }

    /// It says that something is due, of which nothing could be started: others were quicker,
    /// who have woken the loop if they belong to this process; or it contradicts itself, and
    /// must not keep the loop busy.
    fn look_again_in_vain(&self, named: &NamedStore, now: DateTime<Utc>) -> NextWake {
        let times = named.count_in_vain();
        let (patience, again) = match named.keeper {
            Some(_) => {
                (PATIENCE_WITH_OTHERS, NextWake::after(self.clock.elapsed().saturating_add(TURN_OF_OTHERS)))
            }
            None => (PATIENCE, NextWake::at(now)),
        };
        if times < patience {
            return again;
        }
        if times == patience {
            tracing::error!(store = %named.alias, pause = ?CONTRADICTION, "job store has jobs due that cannot be started");
        }
        NextWake::after(self.clock.elapsed().saturating_add(CONTRADICTION))
    }

    /// First the jobs move on in the store, then their runs start: whoever loses
    /// the race for the write has started nothing. Whether any job has moved on.
    async fn start_due_jobs(
        self: &Arc<Self>,
        named: &NamedStore,
        Due { jobs, now, hold }: Due,
    ) -> Result<bool, StoreError> {
        let (plans, panicked) = plan_each(jobs, now);
        // Taken before the write, so that whoever removes a job after it finds a run.
        let mut departures = Departures::new(self, named);
        let starts = self.take_places(named, plans, &mut departures);
        let advances: Vec<_> = starts.iter().map(Start::advance).collect();
        let outcomes =
            if advances.is_empty() { Vec::new() } else { named.store.advance_jobs(&advances, hold).await? };
        if !named.is_trusted(&*self.clock) {
            return Err(StoreError::LeaseLost);
        }
        let mut has_moved = false;
        for (Start { plan, departure, .. }, _) in moved(&starts, &outcomes) {
            has_moved = true;
            if let Some(departure) = departure {
                departures.left(*departure, plan.run.job().revision);
            }
        }
        drop(departures);
        // In a row, after all else is done: a worker that is woken for one finds the next, and
        // need not be woken for that as well.
        for (start, outcome) in starts.into_iter().zip(outcomes).filter(|(_, outcome)| outcome.has_moved()) {
            self.carry_out(start, outcome);
        }
        for (job, message) in panicked {
            has_moved |= self.pause_for_its_trigger(named, &job, &message).await? == Written::Done;
        }
        Ok(has_moved)
    }

    fn take_places<'a>(
        &'a self,
        named: &'a NamedStore,
        plans: Vec<Plan>,
        departures: &mut Departures<'a>,
    ) -> Vec<Start<'a>> {
        let (now, mut starts) = (self.clock.now(), Vec::with_capacity(plans.len()));
        let mut instances = named.instances.at_once();
        for plan in plans {
            let job = plan.run.job();
            let departure = plan.next_run_time.is_none().then(|| departures.add(&mut instances, &job.id));
            let place = Place::among(self, named, &mut instances, job, plan.run.first(), now);
            starts.push(Start { plan, place, departure });
        }
        starts
    }

    /// A trigger of the user's has panicked. The job would be due for ever, and hold up
    /// those behind it.
    async fn pause_for_its_trigger(
        &self,
        named: &NamedStore,
        job: &JobRecord,
        message: &str,
    ) -> Result<Written, StoreError> {
        let (job_id, jobstore, scheduled_run_time) = (job.id.clone(), named.alias.clone(), job.next_run_time);
        let written = named.store.update_job(JobRecord { paused: true, ..job.clone() }).await?;
        if written == Written::Done {
            tracing::error!(id = %job_id, message, "a trigger panicked, its job was paused");
            let error = JobError::not_started(format!("its trigger panicked: {message}"));
            let (id, store) = (job_id.clone(), jobstore.clone());
            self.notify(Event::JobError { job_id: id, jobstore: store, scheduled_run_time, error });
            self.notify(Event::JobModified { job_id, jobstore });
        }
        Ok(written)
    }

    /// Hands the run to its executor, if the job has a place.
    fn carry_out(self: &Arc<Self>, Start { plan, place, .. }: Start<'_>, outcome: Advanced) {
        let jobstore = &place.named.alias;
        if let Some(scheduled_run_times) = plan.coalesced {
            self.tell(EventMask::JOB_COALESCED, || {
                let (job_id, jobstore) = (scheduled_run_times.job().id.clone(), jobstore.clone());
                Event::JobCoalesced { job_id, jobstore, scheduled_run_times }
            });
        }
        match outcome {
            Advanced::Run(ticket) if place.taken => {
                let claim = ticket.map(|ticket| place.named.claim(ticket));
                let due = earlier(plan.due, place.named.ahead());
                self.hand_to_executor(self.submission(plan.run, due, place, claim));
            }
            _ => self.refuse(jobstore, &plan.run),
        }
    }

    pub(super) fn refuse(&self, jobstore: &Arc<str>, scheduled_run_times: &RunTimes) {
        let job = scheduled_run_times.job();
        tracing::warn!(id = %job.id, max_instances = job.settings.max_instances, "run skipped: too many instances");
        self.tell(EventMask::JOB_MAX_INSTANCES, || {
            let (job_id, jobstore) = (job.id.clone(), jobstore.clone());
            Event::JobMaxInstances { job_id, jobstore, scheduled_run_times: scheduled_run_times.clone() }
        });
    }

    /// For a run that has its place among the job's instances. It is told as submitted, and
    /// is to be [handed over](Self::hand_to_executor).
    pub(super) fn submission(
        self: &Arc<Self>,
        scheduled_run_times: RunTimes,
        due: DateTime<Utc>,
        place: Place<'_>,
        claim: Option<Claim>,
    ) -> Submission {
        self.activity.run_started();
        let job = scheduled_run_times.job();
        tracing::debug!(id = %job.id, executor = %job.settings.executor, "run submitted");
        self.tell(EventMask::JOB_SUBMITTED, || {
            let (job_id, jobstore) = (job.id.clone(), place.named.alias.clone());
            Event::JobSubmitted { job_id, jobstore, scheduled_run_times: scheduled_run_times.clone() }
        });
        let submission =
            Submission::new(scheduled_run_times, due, place.run.clone(), self.clone()).claimed(claim);
        place.pass_on();
        submission
    }

    pub(super) fn hand_to_executor(self: &Arc<Self>, mut submission: Submission) {
        let job = submission.job();
        let Some(code) = self.code(&job.function) else {
            let reason = format!("no function `{}` is registered in this program", job.function.name());
            return submission.give_up(JobError::not_started(reason));
        };
        let (index, named) = match self.executor(&job.settings.executor) {
            Ok(found) => found,
            Err(error) => return submission.give_up(JobError::not_started(error.to_string())),
        };
        named.enter();
        submission.enter_executor(index);
        match contain(|| named.executor.submit(Run::new(code, submission))) {
            Ok(Ok(())) => {}
            Ok(Err(Rejected { run, reason })) => run.reject(reason),
            // The run was dropped in the panic, and so has told its end.
            Err(message) => tracing::error!(executor = %named.alias, message, "an executor panicked"),
        }
    }

    fn code(&self, function: &Callee) -> Option<Code> {
        match function {
            Callee::Registered(name) => self.registry.function(name).map(|function| function.body.into()),
            Callee::Closure(closure) => Some(closure.code().clone()),
        }
    }

    /// Makes the event only if somebody wants it.
    fn tell(&self, kind: EventMask, event: impl FnOnce() -> Event) {
        if self.events.want(kind) {
            self.events.tell(event());
        }
    }
}
