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
    /// How often the loop has found no place, and has not told so yet.
    refused: u32,
    /// The job has left its store; its removal is announced after its last run.
    removed: bool,
}

impl Instances {
    /// Takes one of the job's places; `false` if all are taken. Either is to be given
    /// back, to [`end`](Self::end) or to [`end_refusal`](Self::end_refusal): until then
    /// no removal of the job is announced.
    pub(super) fn try_begin(&self, jobstore: &Arc<str>, job_id: &JobId, max_instances: NonZeroU32) -> bool {
        let mut running = self.running();
        let entry = running.entry((jobstore.clone(), job_id.clone())).or_default();
        let has_place = entry.count < max_instances.get();
        let taken = if has_place { &mut entry.count } else { &mut entry.refused };
        *taken += 1;
        has_place
    }

    /// Gives a place back. `true` if the job's removal is to be announced now.
    pub(super) fn end(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        self.give_back(jobstore, job_id, |entry| entry.count -= 1)
    }

    /// That there was no place has been told. `true` as for [`end`](Self::end).
    pub(super) fn end_refusal(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        self.give_back(jobstore, job_id, |entry| entry.refused -= 1)
    }

    /// The job has left its store. `true` if its removal is to be announced now; if not,
    /// the end of its last run will tell.
    pub(super) fn remove(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        let mut running = self.running();
        let entry = running.get_mut(&(jobstore.clone(), job_id.clone()));
        entry.map(|entry| entry.removed = true).is_none()
    }

    /// A job by this id is about to be added. `true` if one that was removed had the id
    /// before, and runs still: its removal is to be announced now.
    pub(super) fn revive(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        let mut running = self.running();
        let entry = running.get_mut(&(jobstore.clone(), job_id.clone()));
        entry.is_some_and(|entry| std::mem::take(&mut entry.removed))
    }

    fn give_back(&self, jobstore: &Arc<str>, job_id: &JobId, change: impl FnOnce(&mut Running)) -> bool {
        let mut running = self.running();
        let key = (jobstore.clone(), job_id.clone());
        let Some(entry) = running.get_mut(&key) else { return false };
        change(entry);
        if entry.count > 0 || entry.refused > 0 {
            return false;
        }
        running.remove(&key).is_some_and(|entry| entry.removed)
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
        assert!(instances.try_begin(&store, &id, two));
        assert!(instances.try_begin(&store, &id, two));
        assert!(!instances.try_begin(&store, &id, two));
        assert!(!instances.end(&store, &id));
        assert!(instances.try_begin(&store, &id, two));
    }

    #[test]
    fn a_removal_is_told_once_and_last() {
        let (instances, store, id, two) = job();
        assert!(instances.try_begin(&store, &id, two));
        assert!(instances.try_begin(&store, &id, two));
        assert!(!instances.remove(&store, &id));
        assert!(!instances.end(&store, &id));
        assert!(instances.end(&store, &id));
        assert!(instances.remove(&store, &id), "nothing runs any more");
    }

    #[test]
    fn a_removal_waits_until_it_is_told_that_there_was_no_place() {
        let (instances, store, id, _) = job();
        assert!(instances.try_begin(&store, &id, NonZeroU32::MIN));
        assert!(!instances.try_begin(&store, &id, NonZeroU32::MIN));
        assert!(!instances.remove(&store, &id));
        assert!(!instances.end(&store, &id));
        assert!(instances.end_refusal(&store, &id));
    }

    #[test]
    fn an_id_that_is_used_again_is_not_told_as_removed_later() {
        let (instances, store, id, two) = job();
        assert!(instances.try_begin(&store, &id, two));
        assert!(!instances.remove(&store, &id));
        assert!(instances.revive(&store, &id));
        assert!(!instances.revive(&store, &id));
        assert!(!instances.end(&store, &id));
    }
}
