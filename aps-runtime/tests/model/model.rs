//! What a scheduler is to do, in the plainest words: a list of jobs, and a list of runs that
//! go on. Every due time is looked at one by one; nothing is kept in order, and nothing is
//! done beside anything else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aps_runtime::{AnyTrigger, ErrorKind, SchedulerState, Trigger};
use chrono::{DateTime, TimeDelta, Utc};

use crate::operation::{Changes, Grace, Id, Next, Operation, Options, Schedule};
use crate::runs::Run;

/// What was told of each job, and of the scheduler itself (`None`).
pub type Told = BTreeMap<Option<Id>, Vec<String>>;

pub struct Model {
    pub now: DateTime<Utc>,
    pub state: SchedulerState,
    /// Before its first start a scheduler only notes down what it is given.
    started_once: bool,
    pending: Vec<Pending>,
    pub jobs: Vec<Job>,
    /// The runs that are handed over and have not begun, in that order.
    pub ready: VecDeque<Run>,
    /// The runs that are held, in the order in which they came to that.
    pub held: Vec<Run>,
    /// The runs that have failed and are tried again.
    pub waiting: Vec<Run>,
    /// How many microseconds have passed, whatever the clock was set to.
    pub passed: TimeDelta,
    /// Jobs that are gone; it is told after the last of their runs.
    pub leaving: BTreeSet<Id>,
    pub told: Told,
    /// Several runs of one job have gone on at the same time.
    pub side_by_side: bool,
}

struct Pending {
    id: Id,
    schedule: Schedule,
    options: Options,
    /// As said, and not in seconds from whenever.
    next_run_time: Option<DateTime<Utc>>,
}

pub struct Job {
    pub id: Id,
    pub trigger: AnyTrigger,
    pub options: Options,
    pub next: DateTime<Utc>,
    pub paused: bool,
}

impl Model {
    pub fn new(now: DateTime<Utc>) -> Self {
        Model {
            now,
            state: SchedulerState::Stopped,
            started_once: false,
            pending: Vec::new(),
            jobs: Vec::new(),
            ready: VecDeque::new(),
            held: Vec::new(),
            waiting: Vec::new(),
            passed: TimeDelta::zero(),
            leaving: BTreeSet::new(),
            told: Told::new(),
            side_by_side: false,
        }
    }

    pub fn apply(&mut self, operation: &Operation) -> Result<(), ErrorKind> {
        let result = self.change(operation);
        self.settle();
        result
    }

    fn change(&mut self, operation: &Operation) -> Result<(), ErrorKind> {
        match operation {
            Operation::Start { paused } => self.start(*paused),
            Operation::Shutdown => self.switch(SchedulerState::Stopped, "scheduler shut down"),
            Operation::PauseScheduler => self.switch(SchedulerState::Paused, "scheduler paused"),
            Operation::ResumeScheduler => self.switch(SchedulerState::Running, "scheduler resumed"),
            Operation::Add { id, when, options, replace_existing } => {
                self.add(*id, when.said_at(self.now), *options, *replace_existing)
            }
            Operation::Modify { id, changes } => self.modify(*id, changes),
            Operation::Reschedule { id, when } => self.modify(*id, &Changes::to(*when)),
            Operation::Pause(id) => self.pause(*id),
            Operation::Resume { id, catch_up } => self.resume(*id, *catch_up),
            Operation::Remove(id) => self.remove(*id),
            Operation::RemoveAll => {
                self.pending.clear();
                self.jobs.clear();
                self.tell(None, "all jobs removed");
                Ok(())
            }
            Operation::RunNow(id) => self.run_now(*id),
            Operation::CancelRuns(id) => {
                self.cancel_runs(*id);
                Ok(())
            }
            Operation::Release(id) => {
                self.release(*id);
                Ok(())
            }
            Operation::GoOn(seconds) => {
                self.go_on(self.now + TimeDelta::seconds(*seconds));
                Ok(())
            }
            Operation::Jump(seconds) => {
                self.set(self.now + TimeDelta::seconds(*seconds));
                Ok(())
            }
        }
    }

    fn start(&mut self, paused: bool) -> Result<(), ErrorKind> {
        if self.state != SchedulerState::Stopped {
            return Err(ErrorKind::AlreadyRunning);
        }
        self.tell(None, "executor `default` added");
        self.tell(None, "job store `default` added");
        self.started_once = true;
        for pending in std::mem::take(&mut self.pending) {
            // A job that has no fire time left by now is left out.
            let _ = self.insert(pending, false);
        }
        self.state = if paused { SchedulerState::Paused } else { SchedulerState::Running };
        self.tell(None, "scheduler started");
        Ok(())
    }

    fn switch(&mut self, to: SchedulerState, told: &str) -> Result<(), ErrorKind> {
        if self.state == SchedulerState::Stopped {
            return Err(ErrorKind::NotRunning);
        }
        let before = std::mem::replace(&mut self.state, to);
        if to == SchedulerState::Stopped {
            self.give_up_waiting();
            self.tell(None, "executor `default` removed");
            self.tell(None, "job store `default` removed");
        }
        if before != to {
            self.tell(None, told);
        }
        Ok(())
    }

    fn add(&mut self, id: Id, schedule: Schedule, options: Options, replace: bool) -> Result<(), ErrorKind> {
        let next_run_time = options.next_run_time.map(|seconds| self.now + TimeDelta::seconds(seconds));
        let new = Pending { id, schedule, options, next_run_time };
        if self.started_once {
            return self.insert(new, replace);
        }
        self.first_fire(schedule)?;
        match self.pending.iter_mut().find(|pending| pending.id == id) {
            Some(_) if !replace => return Err(ErrorKind::ConflictingId),
            Some(pending) => *pending = new,
            None => self.pending.push(new),
        }
        Ok(())
    }

    fn insert(&mut self, new: Pending, replace: bool) -> Result<(), ErrorKind> {
        let Pending { id, schedule, options, next_run_time } = new;
        let (trigger, first) = self.first_fire(schedule)?;
        if self.jobs.iter().any(|job| job.id == id) && !replace {
            return Err(ErrorKind::ConflictingId);
        }
        if self.leaving.remove(&id) {
            self.tell(Some(id), "removed");
        }
        self.jobs.retain(|job| job.id != id);
        self.jobs.push(Job {
            id,
            trigger,
            options,
            next: next_run_time.unwrap_or(first),
            paused: options.paused,
        });
        self.tell(Some(id), "added");
        Ok(())
    }

    fn first_fire(&self, schedule: Schedule) -> Result<(AnyTrigger, DateTime<Utc>), ErrorKind> {
        let trigger = schedule.anchored(self.now);
        let first = trigger.next_fire_time(None, self.now).ok_or(ErrorKind::TriggerFinished)?;
        Ok((trigger, first))
    }

    fn modify(&mut self, id: Id, changes: &Changes) -> Result<(), ErrorKind> {
        let now = self.now;
        let next_run_time = changes.next.map(|next| match next {
            Next::In(seconds) => Some(now + TimeDelta::seconds(seconds)),
            Next::Never => None,
        });
        let schedule = changes.when.map(|when| when.said_at(now));
        let first = schedule.map(|schedule| self.first_fire(schedule));
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == id) {
            first.transpose()?;
            pending.schedule = schedule.unwrap_or(pending.schedule);
            pending.options.change(changes);
            if schedule.is_some() {
                pending.next_run_time = None;
            }
            if let Some(next) = next_run_time {
                pending.next_run_time = next.or(pending.next_run_time);
                pending.options.paused = next.is_none();
            }
            return Ok(());
        }
        let job = self.find(id)?;
        if let Some(first) = first {
            (job.trigger, job.next) = first?;
        }
        job.options.change(changes);
        if let Some(next) = next_run_time {
            job.next = next.unwrap_or(job.next);
            job.paused = next.is_none();
        }
        self.tell(Some(id), "modified");
        Ok(())
    }

    fn pause(&mut self, id: Id) -> Result<(), ErrorKind> {
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == id) {
            pending.options.paused = true;
            return Ok(());
        }
        self.find(id)?.paused = true;
        self.tell(Some(id), "modified");
        Ok(())
    }

    fn resume(&mut self, id: Id, catch_up: bool) -> Result<(), ErrorKind> {
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == id) {
            pending.options.paused = false;
            return Ok(());
        }
        let now = self.now;
        let job = self.find(id)?;
        if !job.paused {
            return Ok(());
        }
        job.paused = false;
        while !catch_up && job.due() <= now {
            match job.trigger.next_fire_time(Some(job.next), now) {
                Some(next) => job.next = next,
                None => return self.remove(id),
            }
        }
        self.tell(Some(id), "modified");
        Ok(())
    }

    fn remove(&mut self, id: Id) -> Result<(), ErrorKind> {
        if let Some(index) = self.pending.iter().position(|pending| pending.id == id) {
            self.pending.remove(index);
            return Ok(());
        }
        self.find(id)?;
        self.leave(id);
        self.tell_removed_if_idle(id);
        Ok(())
    }

    pub fn leave(&mut self, id: Id) {
        self.jobs.retain(|job| job.id != id);
        self.leaving.insert(id);
    }

    pub fn find(&mut self, id: Id) -> Result<&mut Job, ErrorKind> {
        self.jobs.iter_mut().find(|job| job.id == id).ok_or(ErrorKind::JobLookup)
    }

    pub fn tell(&mut self, id: Option<Id>, told: impl Into<String>) {
        self.told.entry(id).or_default().push(told.into());
    }

    /// The jobs as they are to be listed.
    pub fn jobs(&self) -> Vec<String> {
        let pending = self.pending.iter().map(|pending| {
            let next = if pending.options.paused { "paused" } else { "pending" };
            line(pending.id, &pending.schedule.trigger(), next.into(), pending.options)
        });
        let mut jobs: Vec<_> = self.jobs.iter().collect();
        jobs.sort_by_key(|job| (job.paused, job.next, job.id));
        let stored = jobs.into_iter().map(|job| {
            let next = if job.paused { "paused".into() } else { job.next.to_string() };
            line(job.id, &job.trigger, next, job.options)
        });
        pending.chain(stored).collect()
    }
}

/// A job in a list.
fn line(id: Id, trigger: &AnyTrigger, next: String, options: Options) -> String {
    let Options { coalesce, max_instances, grace, .. } = options;
    listed(id, trigger, next, coalesce, max_instances, grace)
}

pub fn listed(
    id: Id,
    trigger: &AnyTrigger,
    next: String,
    coalesce: bool,
    max_instances: u32,
    grace: Grace,
) -> String {
    format!("{id:?} {trigger} {next} coalesce={coalesce} max_instances={max_instances} {grace:?}")
}

/// Times, each after a blank.
pub fn text<T: std::borrow::Borrow<DateTime<Utc>>>(times: impl IntoIterator<Item = T>) -> String {
    times.into_iter().map(|time| time.borrow().format(" %H:%M:%S").to_string()).collect()
}
