use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::job::{JobId, JobRecord};
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

/// When a job is due, and which.
pub(super) type Due = (DateTime<Utc>, JobId);

/// Where the queues have a job.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    executor: Arc<str>,
    due: Due,
}

impl Place {
    /// Paused jobs have none.
    pub(super) fn of(job: &JobRecord) -> Option<Self> {
        let place =
            || Place { executor: job.settings.executor.clone(), due: (job.due_time(), job.id.clone()) };
        (!job.paused).then(place)
    }
}

impl Queues {
    pub(super) fn add(&mut self, Place { executor, due }: Place) {
        match self.0.iter_mut().find(|queue| queue.executor == executor) {
            Some(queue) => drop(queue.jobs.insert(due)),
            None => self.0.push(Queue { executor, jobs: BTreeSet::from([due]) }),
        }
    }

    pub(super) fn remove(&mut self, Place { executor, due }: &Place) {
        if let Some(queue) = self.0.iter_mut().find(|queue| queue.executor == *executor) {
            queue.jobs.remove(due);
        }
    }

    /// What is due, the longest due first.
    pub(super) fn due(&self, now: DateTime<Utc>, limit: usize, rooms: &[Room]) -> Vec<&Due> {
        let mut due = Vec::new();
        for queue in &self.0 {
            let room = limit.min(room_of(queue, rooms));
            due.extend(queue.jobs.iter().take_while(|due| due.0 <= now).take(room));
        }
        due.sort_unstable();
        due.truncate(limit);
        due
    }

    /// When the next is due.
    pub(super) fn next(&self, rooms: &[Room]) -> Option<DateTime<Utc>> {
        let with_room = self.0.iter().filter(|queue| room_of(queue, rooms) > 0);
        with_room.filter_map(|queue| queue.jobs.first()).map(|(time, _)| *time).min()
    }
}

fn room_of(queue: &Queue, rooms: &[Room]) -> usize {
    rooms.iter().find(|room| room.executor == queue.executor).map_or(usize::MAX, |room| room.runs)
}
