use std::sync::{Arc, PoisonError};

use hashbrown::HashMap;
use hashbrown::hash_map::EntryRef;

use super::running::{Added, Owed, Running};
use crate::executor::RunControl;
use crate::job::JobId;
use crate::sync::{Mutex, MutexGuard};

/// The submissions of each job of one store that are under way, whichever executor has them,
/// and what is to be told when a job has left the store and another comes by its id.
#[derive(Debug, Default)]
pub(super) struct Instances {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    jobs: HashMap<JobId, Running>,
    /// How many are about to remove all jobs, or to tell that they have.
    emptying: usize,
}

/// See [`Instances::at_once`].
pub(super) struct AtOnce<'a>(MutexGuard<'a, State>);

/// The runs.
impl Instances {
    /// As [`Running::end`]; what can be told by then.
    pub(super) fn end(&self, run: &Arc<RunControl>, wanted: bool) -> Option<Owed> {
        self.change(&run.job_id, |job| job.end(run, wanted))
    }

    /// As [`Running::end_refusal`].
    pub(super) fn end_refusal(&self, run: &RunControl) -> Option<Owed> {
        self.change(&run.job_id, Running::end_refusal)
    }

    /// All that are under way, of all jobs.
    pub(super) fn all(&self) -> Vec<Arc<RunControl>> {
        self.state().jobs.values().flat_map(Running::runs).cloned().collect()
    }

    /// Whether runs of the job are under way.
    pub(super) fn are_under_way(&self, job_id: &JobId) -> bool {
        self.state().jobs.get(job_id).is_some_and(|job| !job.runs().is_empty())
    }
}

/// Jobs that leave, and those that come by their id. Each is noted down before the write to
/// the store: who has written cannot know who has written before.
impl Instances {
    /// As [`Running::add`], if it is wanted or if something is known by this id; whether it was.
    pub(super) fn add(&self, job_id: &JobId, revision: u64, is_wanted: bool) -> bool {
        let mut state = self.state();
        let is_noted = is_wanted || state.jobs.contains_key(job_id);
        if is_noted {
            state.jobs.entry_ref(job_id).or_default().add(revision);
        }
        is_noted
    }

    /// As [`Running::added`].
    pub(super) fn added(&self, job_id: &JobId, revision: u64, added: Option<Added>) -> Option<Owed> {
        self.change(job_id, |job| job.added(revision, added))
    }

    /// As [`Running::leave`].
    pub(super) fn leave(&self, job_id: &JobId) {
        self.at_once().of(job_id).leave();
    }

    /// As [`Running::left`].
    pub(super) fn left(&self, job_id: &JobId, revision: Option<u64>, wanted: bool) -> Option<Owed> {
        self.at_once().left(job_id, revision, wanted)
    }

    /// What was owed was told. What else is owed by now.
    pub(super) fn told(&self, job_id: &JobId) -> Option<Owed> {
        self.change(job_id, Running::told)
    }

    /// As [`leave`](Self::leave), for all jobs at once.
    pub(super) fn empty(&self) {
        self.state().emptying += 1;
    }

    /// That the store was emptied was told.
    pub(super) fn emptied(&self) -> Vec<(JobId, Owed)> {
        let mut state = self.state();
        state.emptying -= 1;
        let waiting = state.jobs.iter().filter(|(_, job)| job.waits_to_be_told());
        let waiting: Vec<_> = waiting.map(|(job_id, _)| job_id.clone()).collect();
        waiting
            .into_iter()
            .filter_map(|job_id| state.change(&job_id, |_| ()).map(|owed| (job_id, owed)))
            .collect()
    }

    /// What is done with many jobs, in one step. No code of the user's may run meanwhile.
    pub(super) fn at_once(&self) -> AtOnce<'_> {
        AtOnce(self.state())
    }

    fn change(&self, job_id: &JobId, change: impl FnOnce(&mut Running)) -> Option<Owed> {
        self.state().change(job_id, change)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AtOnce<'_> {
    /// What is known of a job.
    pub(super) fn of(&mut self, job_id: &JobId) -> &mut Running {
        self.0.jobs.entry_ref(job_id).or_default()
    }

    /// As [`Running::left`].
    pub(super) fn left(&mut self, job_id: &JobId, revision: Option<u64>, wanted: bool) -> Option<Owed> {
        self.0.change(job_id, |job| job.left(revision, wanted))
    }
}

impl State {
    /// Changes what is known of a job; what can be told by then.
    fn change(&mut self, job_id: &JobId, change: impl FnOnce(&mut Running)) -> Option<Owed> {
        let EntryRef::Occupied(mut entry) = self.jobs.entry_ref(job_id) else { return None };
        let job = entry.get_mut();
        change(job);
        let owed = job.take_owed(self.emptying > 0);
        if job.is_over() {
            entry.remove();
        }
        owed
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::event::Events;
    use crate::job::first_revision;

    const TWO: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

    fn run() -> Arc<RunControl> {
        let (id, time) = (JobId::new("j").unwrap(), DateTime::<Utc>::UNIX_EPOCH);
        Arc::new(RunControl::new(id, Arc::from("s"), time, time))
    }

    fn added(revision: u64) -> Added {
        let announcement = Events::default().announce(&Arc::from("s"), &JobId::new("j").unwrap());
        Added { announcement, revision }
    }

    /// Of those that were added the number of removals before each, and of the removals after them.
    fn told(owed: Option<Owed>) -> (Vec<usize>, usize) {
        let Some(owed) = owed else { return (Vec::new(), 0) };
        (owed.added.iter().map(|(before, _)| *before).collect(), owed.removed)
    }

    fn nothing() -> (Vec<usize>, usize) {
        (Vec::new(), 0)
    }

    #[test]
    fn no_more_than_max_instances_begin() {
        let (instances, [a, b, c]) = (Instances::default(), [run(), run(), run()]);
        assert!(instances.at_once().of(&a.job_id).try_begin(&a, TWO));
        assert!(instances.at_once().of(&b.job_id).try_begin(&b, TWO));
        assert!(!instances.at_once().of(&c.job_id).try_begin(&c, TWO));
        assert_eq!(instances.all().len(), 2);
        instances.end_refusal(&c);
        instances.end(&a, true);
        assert!(instances.at_once().of(&c.job_id).try_begin(&c, TWO));
        assert!(instances.are_under_way(&c.job_id));
        instances.end(&b, true);
        instances.end(&c, true);
        assert!(!instances.are_under_way(&c.job_id));
        assert!(instances.state().jobs.is_empty());
    }

    #[test]
    fn a_removal_is_told_once_and_last() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        let id = a.job_id.clone();
        assert!(instances.at_once().of(&a.job_id).try_begin(&a, TWO));
        assert!(instances.at_once().of(&b.job_id).try_begin(&b, TWO));
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(1), true)), nothing());
        assert_eq!(told(instances.end(&b, true)), nothing());
        assert_eq!(told(instances.end(&a, true)), (vec![], 1));
        assert_eq!(told(instances.told(&id)), nothing());
        assert!(instances.state().jobs.is_empty());
    }

    /// Somebody may want to know by the time that it is told.
    #[test]
    fn a_removal_that_nobody_wants_to_know_of_is_noted_while_a_run_is_under_way() {
        let (instances, run) = (Instances::default(), run());
        let id = run.job_id.clone();
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(1), false)), nothing());
        assert!(instances.state().jobs.is_empty());
        assert!(instances.at_once().of(&run.job_id).try_begin(&run, TWO));
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(1), false)), nothing());
        assert_eq!(told(instances.end(&run, true)), (vec![], 1));
    }

    #[test]
    fn a_removal_of_which_nobody_wants_to_know_is_forgotten_with_the_last_run() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        assert!(instances.at_once().of(&a.job_id).try_begin(&a, TWO));
        assert!(instances.at_once().of(&b.job_id).try_begin(&b, TWO));
        instances.leave(&a.job_id);
        assert_eq!(told(instances.left(&a.job_id, Some(1), false)), nothing());
        assert_eq!(told(instances.end(&a, false)), nothing());
        assert_eq!(told(instances.end(&b, false)), nothing());
        assert!(instances.state().jobs.is_empty());
    }

    /// Somebody has begun to listen in between.
    #[test]
    fn a_removal_is_told_if_somebody_wants_to_know_when_the_last_run_ends() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        assert!(instances.at_once().of(&a.job_id).try_begin(&a, TWO));
        assert!(instances.at_once().of(&b.job_id).try_begin(&b, TWO));
        instances.leave(&a.job_id);
        assert_eq!(told(instances.left(&a.job_id, Some(1), false)), nothing());
        assert_eq!(told(instances.end(&a, false)), nothing());
        assert_eq!(told(instances.end(&b, true)), (vec![], 1));
    }

    #[test]
    fn a_removal_waits_until_it_is_told_that_there_was_no_place() {
        let (instances, [a, b]) = (Instances::default(), [run(), run()]);
        let id = a.job_id.clone();
        assert!(instances.at_once().of(&a.job_id).try_begin(&a, NonZeroU32::MIN));
        assert!(!instances.at_once().of(&b.job_id).try_begin(&b, NonZeroU32::MIN));
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(1), true)), nothing());
        assert_eq!(told(instances.end(&a, true)), nothing());
        assert_eq!(told(instances.end_refusal(&b)), (vec![], 1));
    }

    #[test]
    fn an_id_that_is_used_again_is_told_as_removed_first_and_not_later() {
        let (instances, a) = (Instances::default(), run());
        let (id, [old, new]) = (a.job_id.clone(), [first_revision(), first_revision()]);
        assert!(instances.at_once().of(&a.job_id).try_begin(&a, TWO));
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(old), true)), nothing());
        instances.add(&id, new, true);
        assert_eq!(told(instances.added(&id, new, Some(added(new)))), (vec![1], 0));
        assert_eq!(told(instances.told(&id)), nothing());
        assert_eq!(told(instances.end(&a, true)), nothing());
    }

    /// The old job has left the store, which nobody knows yet, when the new one is there, and
    /// has left as well.
    #[test]
    fn a_job_is_told_as_added_when_it_is_known_what_has_left_before_it() {
        let (instances, id) = (Instances::default(), run().job_id.clone());
        let [old, new, next] = [first_revision(), first_revision(), first_revision()];
        instances.leave(&id);
        instances.add(&id, new, true);
        assert_eq!(told(instances.added(&id, new, Some(added(new)))), nothing());
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(new + 3), true)), nothing());
        instances.add(&id, next, true);
        assert_eq!(told(instances.added(&id, next, Some(added(next)))), nothing());
        assert_eq!(told(instances.left(&id, Some(old), true)), (vec![1, 1], 0));
        assert_eq!(told(instances.told(&id)), nothing());
        assert!(instances.state().jobs.is_empty());
    }

    /// What is removed before its addition is told as added all the same.
    #[test]
    fn a_job_that_leaves_while_it_is_added_is_told_as_removed_after_it() {
        let (instances, id, new) = (Instances::default(), run().job_id.clone(), first_revision());
        instances.add(&id, new, true);
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(new), true)), nothing());
        let owed = instances.added(&id, new, Some(added(new)));
        assert_eq!(told(owed), (vec![], 1), "nobody wants to know of the addition");
    }

    /// The first is the last to hear of it.
    #[test]
    fn of_two_that_are_added_the_one_that_has_left_was_first() {
        let (instances, id) = (Instances::default(), run().job_id.clone());
        let [first, second] = [first_revision(), first_revision()];
        instances.add(&id, first, true);
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(first), true)), nothing());
        instances.add(&id, second, true);
        assert_eq!(told(instances.added(&id, second, Some(added(second)))), nothing());
        assert_eq!(told(instances.added(&id, first, Some(added(first)))), (vec![1], 0), "before the second");
    }

    #[test]
    fn what_is_added_while_all_are_removed_is_told_afterwards() {
        let (instances, id, new) = (Instances::default(), run().job_id.clone(), first_revision());
        instances.empty();
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(new - 1), true)), (vec![], 1));
        instances.add(&id, new, true);
        assert_eq!(told(instances.added(&id, new, Some(added(new)))), nothing());
        assert_eq!(told(instances.told(&id)), nothing());
        assert_eq!(instances.emptied().len(), 0, "nobody wants to know");
        assert!(instances.state().jobs.is_empty());
    }
}
