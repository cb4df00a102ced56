use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::executor::RunControl;
use crate::job::JobId;

/// The submissions of each job of one store that are under way, whichever executor has them.
#[derive(Debug, Default)]
pub(super) struct Instances {
    running: Mutex<HashMap<JobId, Running>>,
}

#[derive(Debug, Default)]
struct Running {
    first: Option<Arc<RunControl>>,
    /// Seldom any, so that a run costs no list.
    others: Vec<Arc<RunControl>>,
    /// How often the loop has found no place, and has not told so yet.
    refused: u32,
    /// The job has left its store; its removal is announced after its last run.
    removed: bool,
}

impl Running {
    fn runs(&self) -> impl Iterator<Item = &Arc<RunControl>> {
        self.first.iter().chain(&self.others)
    }

    fn push(&mut self, run: &Arc<RunControl>) {
        match self.first {
            None => self.first = Some(run.clone()),
            Some(_) => self.others.push(run.clone()),
        }
    }

    fn remove(&mut self, run: &Arc<RunControl>) {
        if self.first.take_if(|first| Arc::ptr_eq(first, run)).is_some() {
            self.first = self.others.pop();
        } else {
            self.others.retain(|other| !Arc::ptr_eq(other, run));
        }
    }
}

impl Instances {
    /// Takes one of the job's places; `false` if all are taken. Either is to be given
    /// back, to [`end`](Self::end) or to [`end_refusal`](Self::end_refusal): until then
    /// no removal of the job is announced.
    pub(super) fn try_begin(&self, run: &Arc<RunControl>, max_instances: NonZeroU32) -> bool {
        let mut running = self.running();
        let entry = running.entry(run.job_id.clone()).or_default();
        let has_place = entry.runs().count() < usize::try_from(max_instances.get()).unwrap_or(usize::MAX);
        if has_place {
            entry.push(run);
        } else {
            entry.refused += 1;
        }
        has_place
    }

    /// Gives a place back. `true` if the job's removal is to be announced now.
    pub(super) fn end(&self, run: &Arc<RunControl>) -> bool {
        self.give_back(run, |entry| entry.remove(run))
    }

    /// That there was no place has been told. `true` as for [`end`](Self::end).
    pub(super) fn end_refusal(&self, run: &RunControl) -> bool {
        self.give_back(run, |entry| entry.refused -= 1)
    }

    /// All that are under way, of all jobs.
    pub(super) fn all(&self) -> Vec<Arc<RunControl>> {
        self.running().values().flat_map(Running::runs).cloned().collect()
    }

    /// The job has left its store. `true` if its removal is to be announced now; if not,
    /// the end of its last run will tell.
    pub(super) fn remove(&self, job_id: &JobId) -> bool {
        let mut running = self.running();
        let entry = running.get_mut(job_id);
        entry.map(|entry| entry.removed = true).is_none()
    }

    /// A job by this id is about to be added. `true` if one that was removed had the id
    /// before, and runs still: its removal is to be announced now.
    pub(super) fn revive(&self, job_id: &JobId) -> bool {
        let mut running = self.running();
        let entry = running.get_mut(job_id);
        entry.is_some_and(|entry| std::mem::take(&mut entry.removed))
    }

    fn give_back(&self, run: &RunControl, change: impl FnOnce(&mut Running)) -> bool {
        let mut running = self.running();
        let Entry::Occupied(mut entry) = running.entry(run.job_id.clone()) else { return false };
        change(entry.get_mut());
        if entry.get().first.is_some() || entry.get().refused > 0 {
            return false;
        }
        entry.remove().removed
    }

    /// Whether runs of the job are under way.
    pub(super) fn are_under_way(&self, job_id: &JobId) -> bool {
        self.running().contains_key(job_id)
    }

    fn running(&self) -> MutexGuard<'_, HashMap<JobId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    const TWO: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

    fn run() -> Arc<RunControl> {
        let (id, time) = (JobId::new("j").unwrap(), DateTime::<Utc>::UNIX_EPOCH);
        Arc::new(RunControl::new(id, Arc::from("s"), time, time))
    }

    #[test]
    fn no_more_than_max_instances_begin() {
        let (instances, [a, b, c]) = (Instances::default(), [run(), run(), run()]);
        assert!(instances.try_begin(&a, TWO));
        assert!(instances.try_begin(&b, TWO));
        assert!(!instances.try_begin(&c, TWO));
        assert_eq!(instances.all().len(), 2);
        assert!(!instances.end_refusal(&c));
        assert!(!instances.end(&a));
        assert!(instances.try_begin(&c, TWO));
    }

    #[test]
    fn a_removal_is_told_once_and_last() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        let id = a.job_id.clone();
        assert!(instances.try_begin(&a, TWO));
        assert!(instances.try_begin(&b, TWO));
        assert!(!instances.remove(&id));
        assert!(!instances.end(&b));
        assert!(instances.end(&a));
        assert!(instances.remove(&id), "nothing runs any more");
    }

    #[test]
    fn a_removal_waits_until_it_is_told_that_there_was_no_place() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        let id = a.job_id.clone();
        assert!(instances.try_begin(&a, NonZeroU32::MIN));
        assert!(!instances.try_begin(&b, NonZeroU32::MIN));
        assert!(!instances.remove(&id));
        assert!(!instances.end(&a));
        assert!(instances.end_refusal(&b));
    }

    #[test]
    fn an_id_that_is_used_again_is_not_told_as_removed_later() {
        let (instances, a) = (Instances::default(), run());
        let id = a.job_id.clone();
        assert!(instances.try_begin(&a, TWO));
        assert!(!instances.remove(&id));
        assert!(instances.revive(&id));
        assert!(!instances.revive(&id));
        assert!(!instances.end(&a));
    }
}
