use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::job::JobId;

/// How many submissions of each job are under way, whichever executor has them.
#[derive(Debug, Default)]
pub(super) struct Instances {
    running: Mutex<HashMap<Key, Running>>,
}

/// Ids are unique within a store only.
type Key = (Arc<str>, JobId);

#[derive(Debug, Default)]
struct Running {
    count: u32,
    /// The job's trigger has ended; its removal is announced after its last run.
    finished: bool,
}

impl Instances {
    /// Takes one of the job's places; `false` if all are taken.
    pub(super) fn try_begin(&self, jobstore: &Arc<str>, job_id: &JobId, max_instances: NonZeroU32) -> bool {
        let mut running = self.running();
        let entry = running.entry((jobstore.clone(), job_id.clone())).or_default();
        if entry.count >= max_instances.get() {
            return false;
        }
        entry.count += 1;
        true
    }

    /// Gives a place back. `true` if it was the last run of a finished job.
    pub(super) fn end(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        let mut running = self.running();
        let key = (jobstore.clone(), job_id.clone());
        let Some(entry) = running.get_mut(&key) else { return false };
        entry.count -= 1;
        if entry.count > 0 {
            return false;
        }
        running.remove(&key).is_some_and(|entry| entry.finished)
    }

    /// Remembers that the job has no fire time left. `false` if none of its runs
    /// is under way, so that there is no end to wait for.
    pub(super) fn finish(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        let mut running = self.running();
        match running.get_mut(&(jobstore.clone(), job_id.clone())) {
            Some(entry) => {
                entry.finished = true;
                true
            }
            None => false,
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Key, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_max_instances_begin() {
        let (instances, store, id) = (Instances::default(), Arc::from("s"), JobId::new("j").unwrap());
        let two = NonZeroU32::new(2).unwrap();
        assert!(instances.try_begin(&store, &id, two));
        assert!(instances.try_begin(&store, &id, two));
        assert!(!instances.try_begin(&store, &id, two));
        assert!(!instances.end(&store, &id));
        assert!(instances.try_begin(&store, &id, two));
    }

    #[test]
    fn the_end_of_a_finished_job_is_told_once_and_last() {
        let (instances, store, id) = (Instances::default(), Arc::from("s"), JobId::new("j").unwrap());
        let two = NonZeroU32::new(2).unwrap();
        assert!(!instances.finish(&store, &id));
        assert!(instances.try_begin(&store, &id, two) && instances.try_begin(&store, &id, two));
        assert!(instances.finish(&store, &id));
        assert!(!instances.end(&store, &id));
        assert!(instances.end(&store, &id));
        assert!(!instances.end(&store, &id));
    }
}
