use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::core::Core;
use super::hand_over::HandOver;
use super::named_store::NamedStore;
use super::place::Place;
use super::turnover::Departures;
use crate::engine::{Plan, RunTimes, earlier, plan};
use crate::event::{Event, EventMask};
use crate::executor::RunObserver;
use crate::job::{JobError, JobRecord};
use crate::panics::contain;
use crate::store::{Advance, Advanced, Due, Fires, Hold, StoreError, Written};

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

/// In the store. If there is nothing to write, it lets go of what it holds.
async fn move_on(named: &NamedStore, advances: &[Advance], hold: Hold) -> Result<Vec<Advanced>, StoreError> {
    if advances.is_empty() {
        // What it has locked is not to be waited for by what comes after.
        drop(hold);
        return Ok(Vec::new());
    }
    named.store.advance_jobs(advances, hold).await
}

/// Of jobs that have left the store, since their triggers have ended.
fn tell_departures(mut departures: Departures<'_>, starts: &[Start<'_>], outcomes: &[Advanced]) {
    for (Start { plan, departure, .. }, _) in moved(starts, outcomes) {
        if let Some(departure) = departure {
            departures.left(*departure, plan.run.job().revision);
        }
    }
}

impl Core {
    /// First the jobs move on in the store, then their runs start: whoever loses
    /// the race for the write has started nothing. Whether any job has moved on.
    pub(super) async fn start_due_jobs(
        self: &Arc<Self>,
        named: &NamedStore,
        Due { jobs, now, hold }: Due,
    ) -> Result<bool, StoreError> {
        let (plans, panicked) = plan_each(jobs, now);
        // Taken before the write, so that whoever removes a job after it finds a run.
        let mut departures = Departures::new(self, named);
        let starts = self.take_places(named, plans, &mut departures);
        let advances: Vec<_> = starts.iter().map(Start::advance).collect();
        let node = named.node();
        let outcomes = move_on(named, &advances, hold).await?;
        let mut has_moved = moved(&starts, &outcomes).next().is_some();
        tell_departures(departures, &starts, &outcomes);
        self.carry_out_all(starts, outcomes, node);
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
            let running = instances.of(&job.id);
            let departure = plan.next_run_time.is_none().then(|| departures.add(running, &job.id));
            let place = Place::among(self, named, running, job, plan.run.first(), now);
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

    /// Of those that have moved on. Their runs are handed over together.
    fn carry_out_all(self: &Arc<Self>, starts: Vec<Start<'_>>, outcomes: Vec<Advanced>, node: Option<u64>) {
        let mut hand_over = HandOver::of(self, starts.len());
        for (start, outcome) in starts.into_iter().zip(outcomes).filter(|(_, outcome)| outcome.has_moved()) {
            self.carry_out(start, outcome, node, &mut hand_over);
        }
        hand_over.go();
    }

    /// The run is to be handed over, if the job has a place.
    fn carry_out(
        self: &Arc<Self>,
        Start { plan, place, .. }: Start<'_>,
        outcome: Advanced,
        node: Option<u64>,
        hand_over: &mut HandOver<'_>,
    ) {
        let jobstore = &place.named.alias;
        if let Some(scheduled_run_times) = plan.coalesced {
            self.tell(EventMask::JOB_COALESCED, || {
                let (job_id, jobstore) = (scheduled_run_times.job().id.clone(), jobstore.clone());
                Event::JobCoalesced { job_id, jobstore, scheduled_run_times }
            });
        }
        match outcome {
            Advanced::Run(ticket) if place.taken => {
                let claim = ticket.map(|ticket| place.named.claim(ticket, node));
                let due = earlier(plan.due, place.named.ahead());
                hand_over.add(self.submission(plan.run, due, place, claim));
            }
            _ => self.refuse(jobstore, &plan.run),
        }
    }
}
