use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::executor::RunControl;
use crate::job::JobId;

/// The submissions of each job that are under way, whichever executor has them.
#[derive(Debug, Default)]
pub(super) struct Instances {
    running: Mutex<HashMap<Key, Running>>,
}

/// Ids are unique within a store only.
type Key = (Arc<str>, JobId);

#[derive(Debug, Default)]
struct Running {
    runs: Vec<Arc<RunControl>>,
    /// The job's trigger has ended; its removal is announced after its last run.
    finished: bool,
}

impl Instances {
    /// Takes one of the job's places; `false` if all are taken.
    ///
    /// `finished` says that the job has no fire time left: its removal is announced
    /// with the end of its last run. (If all places are taken, there is one to wait for.)
    pub(super) fn try_begin(&self, run: &Arc<RunControl>, max_instances: NonZeroU32, finished: bool) -> bool {
        let mut running = self.running();
        let entry = running.entry(key(run)).or_default();
        entry.finished |= finished;
        if entry.runs.len() >= usize::try_from(max_instances.get()).unwrap_or(usize::MAX) {
            return false;
        }
        entry.runs.push(run.clone());
        true
    }

    /// Gives a place back. `true` if it was the last run of a finished job.
    pub(super) fn end(&self, run: &Arc<RunControl>) -> bool {
        let mut running = self.running();
        let key = key(run);
        let Some(entry) = running.get_mut(&key) else { return false };
        entry.runs.retain(|other| !Arc::ptr_eq(other, run));
        if !entry.runs.is_empty() {
            return false;
        }
        running.remove(&key).is_some_and(|entry| entry.finished)
    }

    /// All that are under way, of all jobs.
    pub(super) fn all(&self) -> Vec<Arc<RunControl>> {
        self.running().values().flat_map(|entry| &entry.runs).cloned().collect()
    }

    /// A job by this id was added. `true` if one that had finished had the id
    /// before, and runs still: its removal is to be announced now.
    pub(super) fn revive(&self, jobstore: &Arc<str>, job_id: &JobId) -> bool {
        let mut running = self.running();
        let entry = running.get_mut(&(jobstore.clone(), job_id.clone()));
        entry.is_some_and(|entry| std::mem::take(&mut entry.finished))
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Key, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(run: &RunControl) -> Key {
    let run = run.info();
    (run.jobstore, run.job_id)
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
        assert!(instances.try_begin(&a, TWO, false));
        assert!(instances.try_begin(&b, TWO, false));
        assert!(!instances.try_begin(&c, TWO, false));
        assert_eq!(instances.all().len(), 2);
        assert!(!instances.end(&a));
        assert!(instances.try_begin(&c, TWO, false));
    }

    #[test]
    fn the_end_of_a_finished_job_is_told_once_and_last() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        assert!(instances.try_begin(&a, TWO, false));
        assert!(instances.try_begin(&b, TWO, true));
        assert!(!instances.end(&b));
        assert!(instances.end(&a));
        assert!(!instances.end(&a));
    }

    #[test]
    fn a_job_that_finishes_when_it_finds_no_place_is_told_by_the_run_that_has_it() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        assert!(instances.try_begin(&a, NonZeroU32::MIN, false));
        assert!(!instances.try_begin(&b, NonZeroU32::MIN, true));
        assert!(instances.end(&a));
    }

    #[test]
    fn an_id_that_is_used_again_is_not_told_as_removed_later() {
        let (instances, a) = (Instances::default(), run());
        let (store, id) = key(&a);
        assert!(instances.try_begin(&a, TWO, true));
        assert!(instances.revive(&store, &id));
        assert!(!instances.revive(&store, &id));
        assert!(!instances.end(&a));
    }
}
