use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::job::JobRecord;
use crate::store::Room;

/// The jobs that are not paused, by when they are due. Each executor has a queue of its own,
/// so that one that is full costs nothing, however much waits for it.
#[derive(Debug, Default)]
pub(super) struct Queues(Vec<Queue>);

#[derive(Debug)]
struct Queue {
    executor: Arc<str>,
    jobs: BTreeSet<Due>,
}

/// A job, ordered by when it is due and then by its id. The time stands beside the record,
/// since most comparisons need no more.
#[derive(Debug)]
struct Due {
    time: DateTime<Utc>,
    job: Arc<JobRecord>,
}

impl Queues {
    /// Nothing is done with a paused job.
    pub(super) fn add(&mut self, job: &Arc<JobRecord>) {
        if job.paused {
            return;
        }
        if let Some(queue) = self.of_executor(job) {
            queue.jobs.insert(Due::of(job));
        } else {
            let executor = job.settings.executor.clone();
            self.0.push(Queue { executor, jobs: BTreeSet::from([Due::of(job)]) });
        }
    }

    /// Takes out a job as it was added.
    pub(super) fn remove(&mut self, job: &Arc<JobRecord>) {
        if let Some(queue) = self.of_executor(job) {
            queue.jobs.remove(&Due::of(job));
        }
    }

    /// What is due, the longest due first.
    pub(super) fn due(&self, now: DateTime<Utc>, limit: usize, rooms: &[Room]) -> Vec<Arc<JobRecord>> {
        let mut due = Vec::new();
        for queue in &self.0 {
            let room = limit.min(room_of(queue, rooms));
            due.extend(queue.jobs.iter().take_while(|due| due.time <= now).take(room));
        }
        due.sort_unstable();
        due.truncate(limit);
        due.into_iter().map(|due| due.job.clone()).collect()
    }

    /// When the next is due.
    pub(super) fn next(&self, rooms: &[Room]) -> Option<DateTime<Utc>> {
        let with_room = self.0.iter().filter(|queue| room_of(queue, rooms) > 0);
        with_room.filter_map(|queue| queue.jobs.first()).map(|due| due.time).min()
    }

    fn of_executor(&mut self, job: &JobRecord) -> Option<&mut Queue> {
        self.0.iter_mut().find(|queue| queue.executor == job.settings.executor)
    }
}

fn room_of(queue: &Queue, rooms: &[Room]) -> usize {
    rooms.iter().find(|room| room.executor == queue.executor).map_or(usize::MAX, |room| room.runs)
}

impl Due {
    fn of(job: &Arc<JobRecord>) -> Self {
        Due { time: job.due_time(), job: job.clone() }
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time.cmp(&other.time).then_with(|| self.job.id.cmp(&other.job.id))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Due {}
