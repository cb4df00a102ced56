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
    ///
    /// `finished` says that the job has no fire time left: its removal is announced
    /// with the end of its last run. (If all places are taken, there is one to wait for.)
    pub(super) fn try_begin(
        &self,
        jobstore: &Arc<str>,
        job_id: &JobId,
        max_instances: NonZeroU32,
        finished: bool,
    ) -> bool {
        let mut running = self.running();
        let entry = running.entry((jobstore.clone(), job_id.clone())).or_default();
        entry.finished |= finished;
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

    /// A job by this id was added. `true` if one that had finished had the id
    /// before, and runs still: its removal is to be announced now.
    pub(super) fn revive(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        let mut running = self.running();
        let entry = running.get_mut(&(jobstore.clone(), job_id.clone()));
        entry.is_some_and(|entry| std::mem::take(&mut entry.finished))
    }

    /// Whether runs of the job are under way.
    pub(super) fn are_under_way(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        self.running().contains_key(&(jobstore.clone(), job_id.clone()))
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Key, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> (Instances, Arc<str>, JobId, NonZeroU32) {
        (Instances::default(), Arc::from("s"), JobId::new("j").unwrap(), NonZeroU32::new(2).unwrap())
    }

    #[test]
    fn no_more_than_max_instances_begin() {
        let (instances, store, id, two) = job();
        assert!(instances.try_begin(&store, &id, two, false));
        assert!(instances.try_begin(&store, &id, two, false));
        assert!(!instances.try_begin(&store, &id, two, false));
        assert!(!instances.end(&store, &id));
        assert!(instances.try_begin(&store, &id, two, false));
    }

    #[test]
    fn the_end_of_a_finished_job_is_told_once_and_last() {
        let (instances, store, id, two) = job();
        assert!(instances.try_begin(&store, &id, two, false));
        assert!(instances.try_begin(&store, &id, two, true));
        assert!(!instances.end(&store, &id));
        assert!(instances.end(&store, &id));
        assert!(!instances.end(&store, &id));
    }

    #[test]
    fn a_job_that_finishes_when_it_finds_no_place_is_told_by_the_run_that_has_it() {
        let (instances, store, id, _) = job();
        assert!(instances.try_begin(&store, &id, NonZeroU32::MIN, false));
        assert!(!instances.try_begin(&store, &id, NonZeroU32::MIN, true));
        assert!(instances.end(&store, &id));
    }

    #[test]
    fn an_id_that_is_used_again_is_not_told_as_removed_later() {
        let (instances, store, id, two) = job();
        assert!(instances.try_begin(&store, &id, two, true));
        assert!(instances.revive(&store, &id));
        assert!(!instances.revive(&store, &id));
        assert!(!instances.end(&store, &id));
    }
}
