//! The model's runs: what is due, what becomes of it, and how it ends.

use std::collections::VecDeque;

use aps_runtime::{ErrorKind, SchedulerState, Trigger};
use aps_triggers::jitter;
use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Job, Model, text};
use crate::operation::{Body, Id, Options, RETRY_DELAY};

/// What was submitted together.
pub struct Run {
    id: Id,
    options: Options,
    /// The one whose run is under way comes first.
    times: VecDeque<Time>,
    /// Of that one; 0 before the first.
    attempt: u32,
    /// When so much time has passed, comes the next attempt.
    wait: TimeDelta,
}

#[derive(Clone, Copy)]
struct Time {
    scheduled: DateTime<Utc>,
    /// From when on it is late.
    due: DateTime<Utc>,
}

impl Job {
    /// When it is due next: with jitter not at the time that its trigger names.
    pub fn due(&self) -> DateTime<Utc> {
        let delay = |max| jitter::delay(max, &self.id.0.to_string(), self.next);
        self.trigger.max_jitter().map_or(self.next, |max| self.next + delay(max))
    }

    /// Takes the times that are due, each of which waits for the one ahead of it; `false`
    /// if its trigger names no other.
    fn take_due(&mut self, now: DateTime<Utc>) -> (VecDeque<Time>, bool) {
        let mut times: VecDeque<Time> = VecDeque::new();
        while self.due() <= now {
            let ahead = times.back().map_or(self.due(), |time| time.due);
            times.push_back(Time { scheduled: self.next, due: self.due().max(ahead) });
            match self.trigger.next_fire_time(Some(self.next), now) {
                Some(next) => self.next = next,
                None => return (times, false),
            }
        }
        (times, true)
    }
}

impl Model {
    pub fn set(&mut self, now: DateTime<Utc>) {
        self.passed += (now - self.now).max(TimeDelta::zero());
        self.now = now;
    }

    pub fn go_on(&mut self, until: DateTime<Utc>) {
        while let Some(stop) = self.next_stop(until) {
            self.set(stop);
            self.settle();
        }
        self.set(until);
        self.settle();
    }

    /// When there is something to do next.
    pub fn next_stop(&self, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let due = self.jobs.iter().filter(|job| !job.paused).map(Job::due);
        let retries = self.waiting.iter().map(|run| self.now + (run.wait - self.passed));
        let stops = due.chain(retries).filter(|stop| *stop <= until);
        stops.min().filter(|_| self.state == SchedulerState::Running)
    }

    /// Starts what is due, and lets it run.
    pub fn settle(&mut self) {
        loop {
            if self.state == SchedulerState::Running {
                let passed = self.passed;
                self.ready.extend(self.waiting.extract_if(.., |run| run.wait <= passed));
                let now = self.now;
                let is_due = |job: &Job| !job.paused && job.due() <= now;
                while let Some(index) = self.jobs.iter().position(is_due) {
                    self.start_due(index);
                }
            }
            let Some(run) = self.ready.pop_front() else { return };
            let id = run.id;
            self.run(run);
            self.tell_removed_if_idle(id);
        }
    }

    fn start_due(&mut self, index: usize) {
        let (mut times, goes_on) = self.jobs[index].take_due(self.now);
        let Job { id, options, .. } = self.jobs[index];
        if !goes_on {
            self.leave(id);
        }
        let coalesced = if options.coalesce { times.len() - 1 } else { 0 };
        let coalesced: Vec<_> = times.drain(..coalesced).collect();
        if !coalesced.is_empty() {
            self.tell(Some(id), format!("coalesced{}", scheduled(&coalesced)));
        }
        if !self.submit(id, options, times) {
            self.tell_removed_if_idle(id);
        }
    }

    /// `false` if there is no place.
    fn submit(&mut self, id: Id, options: Options, times: VecDeque<Time>) -> bool {
        let has_place = self.runs_of(id) < options.max_instances as usize;
        let told = if has_place { "submitted" } else { "max_instances" };
        self.tell(Some(id), format!("{told}{}", scheduled(&times)));
        if has_place {
            self.ready.push_back(Run { id, options, times, attempt: 0, wait: TimeDelta::zero() });
        }
        has_place
    }

    pub fn run_now(&mut self, id: Id) -> Result<(), ErrorKind> {
        if self.state == SchedulerState::Stopped {
            return Err(ErrorKind::NotRunning);
        }
        let options = self.find(id)?.options;
        let now = Time { scheduled: self.now, due: self.now };
        self.submit(id, options, [now].into()).then_some(()).ok_or(ErrorKind::MaxInstances)
    }

    /// Goes on with the first of its times, until that ends, is held or is to be tried again.
    /// Others come in between before the next.
    fn run(&mut self, mut run: Run) {
        self.side_by_side |= self.ready.iter().any(|other| other.id == run.id);
        let Some(Time { scheduled, due }) = run.times.front().copied() else { return };
        let grace = run.options.grace.0.map(|grace| TimeDelta::seconds(grace.cast_signed()));
        let outcome = if run.attempt == 0 && grace.is_some_and(|grace| self.now - due > grace) {
            format!("missed{}", text([scheduled]))
        } else {
            run.attempt += 1;
            match run.options.body {
                Body::Hold => return self.held.push(run),
                Body::Fail if run.attempt < run.options.attempts && self.goes_on() => {
                    return self.wait(run);
                }
                Body::Fail => format!("error{} no paper", text([scheduled])),
                Body::Succeed => format!("executed{}", text([scheduled])),
            }
        };
        self.end_time(run, outcome);
    }

    fn end_time(&mut self, mut run: Run, outcome: String) {
        self.tell(Some(run.id), outcome);
        run.times.pop_front();
        run.attempt = 0;
        if self.goes_on() && !run.times.is_empty() {
            self.ready.push_back(run);
        } else {
            self.give_up(run, "the run was dropped before it ended");
        }
    }

    fn wait(&mut self, run: Run) {
        let (time, attempt) = (text([run.times[0].scheduled]), run.attempt + 1);
        let delay = TimeDelta::seconds(RETRY_DELAY);
        self.tell(Some(run.id), format!("retrying{time} attempt {attempt} at{}", text([self.now + delay])));
        self.waiting.push(Run { wait: self.passed + delay, ..run });
    }

    fn goes_on(&self) -> bool {
        self.state != SchedulerState::Stopped
    }

    pub fn release(&mut self, id: Id) {
        if let Some(index) = self.held.iter().position(|run| run.id == id) {
            let run = self.held.remove(index);
            let outcome = format!("executed{}", text([run.times[0].scheduled]));
            self.end_time(run, outcome);
            self.tell_removed_if_idle(id);
        }
    }

    pub fn cancel_runs(&mut self, id: Id) {
        let held = self.held.extract_if(.., |run| run.id == id);
        let cancelled: Vec<_> = held.chain(self.waiting.extract_if(.., |run| run.id == id)).collect();
        self.side_by_side |= cancelled.len() > 1;
        for run in cancelled {
            self.give_up(run, "the run was cancelled");
        }
        self.tell_removed_if_idle(id);
    }

    /// At a shutdown nothing is tried again.
    pub fn give_up_waiting(&mut self) {
        self.side_by_side |= self.waiting.len() > 1;
        while !self.waiting.is_empty() {
            let run = self.waiting.remove(0);
            let (id, outcome) = (run.id, format!("error{} no paper", text([run.times[0].scheduled])));
            self.end_time(run, outcome);
            self.tell_removed_if_idle(id);
        }
    }

    /// What it has still to do has failed.
    fn give_up(&mut self, run: Run, reason: &str) {
        for time in &run.times {
            self.tell(Some(run.id), format!("error{} {reason}", text([time.scheduled])));
        }
    }

    pub fn runs_of(&self, id: Id) -> usize {
        let runs = self.ready.iter().chain(&self.held).chain(&self.waiting);
        runs.filter(|run| run.id == id).count()
    }

    pub fn holds(&self, id: Id) -> bool {
        self.held.iter().any(|run| run.id == id)
    }

    /// Whether a run is held, or may be when the clock goes on.
    pub fn may_hold(&self) -> bool {
        !self.is_idle()
            || !self.waiting.is_empty()
            || self.jobs.iter().any(|job| job.options.body == Body::Hold)
    }

    pub fn is_idle(&self) -> bool {
        self.held.is_empty()
    }

    pub fn tell_removed_if_idle(&mut self, id: Id) {
        if self.runs_of(id) == 0 && self.leaving.remove(&id) {
            self.tell(Some(id), "removed");
        }
    }

    /// What is under way, in no order of its own: the job, the time, the attempt.
    pub fn running(&self) -> Vec<(Id, DateTime<Utc>, u32)> {
        let runs = self.held.iter().chain(&self.waiting);
        let mut running: Vec<_> = runs.map(|run| (run.id, run.times[0].scheduled, run.attempt)).collect();
        running.sort();
        running
    }

    /// What is held, by job and time.
    pub fn held(&self) -> Vec<(Id, DateTime<Utc>)> {
        let mut held: Vec<_> = self.held.iter().map(|run| (run.id, run.times[0].scheduled)).collect();
        held.sort();
        held
    }
}

fn scheduled<'a>(times: impl IntoIterator<Item = &'a Time>) -> String {
    text(times.into_iter().map(|time| time.scheduled))
}
