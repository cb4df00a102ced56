//! What becomes of one job.

use aps_torture::{
    Body, Call, CallKind, Ending, Job, JobRow, OnNodeLoss, Returned, RunRow, RunState, Schedule,
};
use chrono::{DateTime, Utc};

use super::{END, KILLED, LAST_CLAIM, LEASE_AND_MARGIN, Life, Millis, SUSPENDED, Versions, World, at};

/// One job, from when it is added.
pub(super) struct JobWorld<'a> {
    world: &'a mut World,
    job: &'a Job,
    length: Millis,
    life: Life,
    generation: u64,
    revision: u64,
    /// Until when each slot is taken.
    slots: Vec<Millis>,
    stored: Versions<JobRow>,
}

impl<'a> JobWorld<'a> {
    pub(super) fn new(world: &'a mut World, job: &'a Job, life: Life, length: Millis) -> Self {
        let slots = vec![Millis::MIN; usize::try_from(job.max_instances).unwrap()];
        JobWorld { world, job, length, life, generation: 1, revision: 1, slots, stored: Vec::new() }
    }

    pub(super) fn live(mut self) {
        self.call(CallKind::Add, -500);
        let mut times = self.job.schedule.times(at(-500), at(END + 30_000)).unwrap();
        times.reverse();
        let mut now = -500;
        loop {
            let next = times.last().map(|time| (*time - at(0)).num_milliseconds());
            self.store(now, next.map(at));
            let Some(next) = next else { break };
            now = now.max(next) + 2 + self.world.random.below(20);
            if let Some((kind, from, then)) = self.life.take_if(|(_, from, _)| *from < now) {
                now = self.call(kind, from);
                self.generation = self.revision + 1;
                self.store(now, (kind != CallKind::Remove).then_some(at(next)));
                let Some((kind, until)) = then else { break };
                now = self.call(kind, until);
                self.generation = self.revision + 1;
                if kind == CallKind::Resume {
                    times.retain(|time| *time > at(now));
                }
                continue;
            }
            let Some(node) = self.node(&mut now) else { break };
            let due: Vec<_> = times.iter().rev().copied().take_while(|time| *time <= at(now)).collect();
            times.truncate(times.len() - due.len());
            self.claim(&due, node, now);
        }
        let stored = std::mem::take(&mut self.stored);
        self.world.jobs.push(stored);
    }

    /// Waits until somebody claims.
    fn node(&mut self, now: &mut Millis) -> Option<&'static str> {
        while *now <= LAST_CLAIM {
            if let Some(node) = self.world.node(*now) {
                return Some(node);
            }
            *now += 10;
        }
        None
    }

    fn call(&mut self, kind: CallKind, invoked: Millis) -> Millis {
        let done = invoked + 40;
        let returned = Returned::Ok(at(done));
        self.world.history.calls.push(Call {
            job_id: self.job.id.clone(),
            kind,
            invoked: at(invoked),
            returned,
        });
        done
    }

    fn store(&mut self, now: Millis, next_run_time: Option<DateTime<Utc>>) {
        self.revision += 1;
        let is_bad = self.job.schedule == Schedule::Never;
        let row = JobRow {
            id: self.job.id.clone(),
            next_run_time,
            paused: false,
            revision: self.revision,
            generation: Some(self.generation),
            problem: is_bad.then(|| "not one of ours".into()),
        };
        self.stored.push((now, (is_bad || next_run_time.is_some()).then_some(row)));
    }

    fn claim(&mut self, due: &[DateTime<Utc>], node: &'static str, now: Millis) {
        let (last, before) = due.split_last().unwrap();
        if !self.job.coalesce {
            let mut now = now;
            for time in due {
                now = self.run(*time, node, now) + 1;
            }
            return;
        }
        if let Some((first, through)) = before.first().zip(before.last()) {
            let row = RunRow {
                through_at: *through,
                ended_at: Some(at(now)),
                ..self.row(*first, RunState::Coalesced)
            };
            self.world.runs.push(vec![(now, Some(row))]);
        }
        self.run(*last, node, now);
    }

    fn row(&mut self, time: DateTime<Utc>, state: RunState) -> RunRow {
        RunRow {
            job_id: self.job.id.clone(),
            scheduled_at: time,
            through_at: time,
            generation: Some(self.generation),
            manual: false,
            state,
            slot: None,
            node_id: None,
            token: 0,
            fence: 1,
            started_at: None,
            ended_at: None,
        }
    }

    /// What becomes of a fire time; returns when it has ended.
    fn run(&mut self, time: DateTime<Utc>, node: &'static str, now: Millis) -> Millis {
        let ended = |state, row: RunRow| Some(RunRow { state, ended_at: Some(at(now)), ..row });
        let row = self.row(time, RunState::Running);
        let late = at(now + 5) - time;
        if self.job.misfire_grace_time().is_some_and(|grace| late > grace) {
            self.world.runs.push(vec![(now, ended(RunState::Missed, row))]);
            return now;
        }
        let Some(slot) = self.slots.iter().position(|until| *until < now) else {
            self.world.runs.push(vec![(now, ended(RunState::Skipped, row))]);
            return now;
        };
        let row = RunRow { slot: u32::try_from(slot).ok(), ..row };
        let mut versions = Versions::new();
        let end = self.attempt(row, node, now, &mut versions);
        self.slots[slot] = end;
        self.world.runs.push(versions);
        end
    }

    fn attempt(
        &mut self,
        row: RunRow,
        node: &'static str,
        now: Millis,
        versions: &mut Versions<RunRow>,
    ) -> Millis {
        self.world.token += 1;
        let row =
            RunRow { node_id: Some(node.into()), token: self.world.token, state: RunState::Running, ..row };
        versions.push((now, Some(row.clone())));
        let started = now + 1 + self.world.random.below(4);
        let returns = started + self.length;
        let (lost, left) = match node {
            _ if node == KILLED.0 && returns >= KILLED.1 => (KILLED.1, Some((KILLED.1 + 10, Ending::Died))),
            _ if node == SUSPENDED.0 && started < SUSPENDED.1 && returns >= SUSPENDED.1 => {
                (SUSPENDED.1, Some((SUSPENDED.2 + 30, Ending::Dropped)))
            }
            _ => (0, None),
        };
        let (ended, ending) = left.unwrap_or((returns, Ending::Returned));
        self.world.history.bodies.push(Body {
            job_id: self.job.id.clone(),
            scheduled_run_time: row.scheduled_at,
            fence: row.fence,
            process: node.into(),
            started: at(started),
            ended: Some((at(ended), ending)),
        });
        let row = RunRow { started_at: Some(at(started)), slot: None, ..row };
        if left.is_none() {
            let row = RunRow { state: RunState::Executed, ended_at: Some(at(ended)), ..row };
            versions.push((ended + 5, Some(row)));
            return ended + 5;
        }
        self.lose(row, lost + LEASE_AND_MARGIN, versions)
    }

    /// The run is taken from its node.
    fn lose(&mut self, row: RunRow, now: Millis, versions: &mut Versions<RunRow>) -> Millis {
        if self.job.on_node_loss == OnNodeLoss::Abandon {
            let row = RunRow { state: RunState::Abandoned, ended_at: Some(at(now)), ..row };
            versions.push((now, Some(row)));
            return now;
        }
        let row = RunRow { state: RunState::Pending, fence: row.fence + 1, ..row };
        versions.push((now, Some(row.clone())));
        self.attempt(RunRow { slot: Some(0), ..row }, "n3", now + 15, versions)
    }
}
