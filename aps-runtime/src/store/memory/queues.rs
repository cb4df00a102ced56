use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::slots::Slot;
use super::sorted::Sorted;
use crate::alias::is_same;
use crate::job::JobRecord;
use crate::store::Room;

/// The jobs that are not paused, by when they are due. Each executor has a queue of its own,
/// so that one that is full costs nothing, however much waits for it.
#[derive(Debug, Default)]
pub(super) struct Queues(Vec<Queue>);

#[derive(Debug)]
struct Queue {
    executor: Arc<str>,
    jobs: Sorted<Due>,
}

/// When a job is due and where it is, as one number, since a set compares as often as it does
/// anything: seconds, nanoseconds, slot. Of those that are due at once none is before the
/// others by right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Due(i128);

impl Queues {
    /// Nothing is done with a paused job.
    pub(super) fn add(&mut self, job: &JobRecord, slot: Slot) {
        if job.paused {
            return;
        }
        let due = Due::new(job.due_time(), slot);
        if let Some(queue) = self.of_executor(job) {
            queue.jobs.insert(due);
        } else {
            let mut queue = Queue { executor: job.settings.executor.clone(), jobs: Sorted::default() };
            queue.jobs.insert(due);
            self.0.push(queue);
        }
    }

    /// Takes out a job as it was added.
    pub(super) fn remove(&mut self, job: &JobRecord, slot: Slot) {
        if let Some(queue) = self.of_executor(job) {
            queue.jobs.remove(Due::new(job.due_time(), slot));
        }
    }

    /// What is due, the longest due first.
    pub(super) fn due(&self, now: DateTime<Utc>, limit: usize, rooms: &[Room]) -> impl Iterator<Item = Slot> {
        let (mut due, until): (Vec<Due>, _) = (Vec::new(), Due::new(now, Slot::LAST));
        for queue in &self.0 {
            let room = limit.min(room_of(queue, rooms));
            due.extend(queue.jobs.iter().take_while(|due| *due <= until).take(room));
        }
        due.sort_unstable();
        due.truncate(limit);
        due.into_iter().map(Due::slot)
    }

    /// When the next is due.
    pub(super) fn next(&self, rooms: &[Room]) -> Option<DateTime<Utc>> {
        let with_room = self.0.iter().filter(|queue| room_of(queue, rooms) > 0);
        with_room.filter_map(|queue| queue.jobs.first()).min().and_then(Due::time)
    }

    fn of_executor(&mut self, job: &JobRecord) -> Option<&mut Queue> {
        self.0.iter_mut().find(|queue| is_same(&queue.executor, &job.settings.executor))
    }
}

fn room_of(queue: &Queue, rooms: &[Room]) -> usize {
    rooms.iter().find(|room| is_same(&room.executor, &queue.executor)).map_or(usize::MAX, |room| room.runs)
}

impl Due {
    fn new(time: DateTime<Utc>, slot: Slot) -> Self {
        let (seconds, nanoseconds) =
            (i128::from(time.timestamp()), i128::from(time.timestamp_subsec_nanos()));
        Due(seconds << 64 | nanoseconds << 32 | i128::from(slot.number()))
    }

    fn time(self) -> Option<DateTime<Utc>> {
        let (seconds, nanoseconds, _) = self.parts();
        DateTime::from_timestamp(seconds, nanoseconds)
    }

    fn slot(self) -> Slot {
        Slot::from_number(self.parts().2)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "each has its bits")]
    fn parts(self) -> (i64, u32, u32) {
        ((self.0 >> 64) as i64, (self.0 >> 32) as u32, self.0 as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_ordered_by_time_first_whenever_that_is() {
        let times = [
            "-9999-01-01T00:00:00Z",
            "1969-12-31T23:59:59.5Z",
            "1970-01-01T00:00:00Z",
            "9999-01-01T00:00:00.1Z",
        ];
        let due = times.map(|time| {
            let time = time.parse().unwrap();
            [0, 7, u32::MAX].map(|number| (time, number, Due::new(time, Slot::from_number(number))))
        });
        assert!(due.as_flattened().is_sorted_by_key(|(_, _, due)| *due));
        for (time, number, due) in due.as_flattened() {
            assert_eq!((due.time(), due.slot().number()), (Some(*time), *number));
        }
    }
}
