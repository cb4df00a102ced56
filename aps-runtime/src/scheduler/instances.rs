use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError};

use hashbrown::HashMap;
use hashbrown::hash_map::EntryRef;
use smallvec::SmallVec;

use crate::event::Announcement;
use crate::executor::RunControl;
use crate::job::{JobId, is_of_job};
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

/// Seldom more than one, which costs no list.
type Few<T> = SmallVec<[T; 1]>;

#[derive(Debug, Default)]
pub(super) struct Running {
    runs: Few<Arc<RunControl>>,
    /// How often there was no place for a run, and it is not told yet.
    refused: usize,
    /// The revisions with which those begin that somebody is about to add.
    adding: Few<u64>,
    /// How many are about to remove the job, or to tell of it.
    leaving: usize,
    /// The revisions of those that have left the store; announced after the last run.
    removed: Few<u64>,
    /// Those that were added while one was leaving, which is announced before them.
    added: Vec<Added>,
}

/// A job that is in its store now.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) announcement: Announcement,
    /// That it began with.
    pub(super) revision: u64,
}

/// What is to be told of the jobs by one id. Nobody else tells any of it until
/// [`Instances::told`] is called.
#[derive(Debug)]
pub(super) struct Owed {
    /// Each with the number of those that have left before it.
    pub(super) added: Vec<(usize, Announcement)>,
    /// How many have left after that.
    pub(super) removed: usize,
}

impl Running {
    /// Takes one of the job's places; `false` if all are taken. Either is to be given
    /// back, to [`end`](Instances::end) or to [`end_refusal`](Instances::end_refusal): until
    /// then no removal of the job is announced.
    pub(super) fn try_begin(&mut self, run: &Arc<RunControl>, max_instances: NonZeroU32) -> bool {
        let has_place = self.runs.len() < usize::try_from(max_instances.get()).unwrap_or(usize::MAX);
        if has_place {
            self.runs.push(run.clone());
        } else {
            self.refused += 1;
        }
        has_place
    }

    /// As [`Instances::leave`].
    pub(super) fn leave(&mut self) {
        self.leaving += 1;
    }

    /// Those that were added, and of those that have left each before its successors. Of two
    /// that were added the one that has left was there first.
    fn take_added(&mut self) -> Vec<(usize, Announcement)> {
        let mut added = std::mem::take(&mut self.added);
        added.sort_by_key(|added| !self.removed.iter().any(|revision| is_of_job(added.revision, *revision)));
        let mut added = VecDeque::from(added);
        let mut owed = Vec::with_capacity(added.len());
        while let Some(first) = added.pop_front() {
            let waiting = self.removed.len();
            self.removed.retain(|revision| {
                let mut later = std::iter::once(&first).chain(&added);
                later.any(|added| is_of_job(added.revision, *revision))
            });
            owed.push((waiting - self.removed.len(), first.announcement));
        }
        owed
    }

    /// Whether one has left of which it is still to be told that it was added.
    fn has_left_early(&self) -> bool {
        let is_being_added = |revision| self.adding.iter().any(|first| is_of_job(*first, revision));
        self.removed.iter().any(|revision| is_being_added(*revision))
    }

    fn is_idle(&self) -> bool {
        self.runs.is_empty() && self.refused == 0 && self.adding.is_empty()
    }

    /// Whether it tells nothing of a job that was added, neither itself nor by when it comes.
    fn is_silent(&self, added: &Added) -> bool {
        self.leaving == 0 && added.announcement.is_silent(self.removed.len())
    }

    /// Of those that have left, if they could be told now, and nothing else.
    fn forget_removals(&mut self) {
        if self.is_idle() && self.leaving == 0 && self.added.is_empty() {
            self.removed.clear();
        }
    }

    /// Whether nothing is told of the job, now or later.
    fn owes_nothing(&self) -> bool {
        self.leaving == 0 && self.removed.is_empty() && self.added.is_empty()
    }
}

/// The runs.
impl Instances {
    /// Gives a place back. Where nobody wants to know that the job was removed, it is not owed.
    pub(super) fn end(&self, run: &Arc<RunControl>, wanted: bool) -> Option<Owed> {
        self.change(&run.job_id, |job| {
            job.runs.retain(|other| !Arc::ptr_eq(other, run));
            if !wanted {
                job.forget_removals();
            }
        })
    }

    /// That there was no place has been told.
    pub(super) fn end_refusal(&self, run: &RunControl) -> Option<Owed> {
        self.change(&run.job_id, |job| job.refused -= 1)
    }

    /// All that are under way, of all jobs.
    pub(super) fn all(&self) -> Vec<Arc<RunControl>> {
        self.state().jobs.values().flat_map(|job| &job.runs).cloned().collect()
    }

    /// Whether runs of the job are under way.
    pub(super) fn are_under_way(&self, job_id: &JobId) -> bool {
        self.state().jobs.get(job_id).is_some_and(|job| !job.runs.is_empty())
    }
}

/// Jobs that leave, and those that come by their id. Each is noted down before the write to
/// the store: who has written cannot know who has written before.
impl Instances {
    /// Somebody is about to add a job that begins with this revision, and will call
    /// [`added`](Self::added).
    pub(super) fn add(&self, job_id: &JobId, revision: u64) {
        self.state().jobs.entry_ref(job_id).or_default().adding.push(revision);
    }

    /// The job was added, maybe in the place of another one, or was not.
    pub(super) fn added(&self, job_id: &JobId, revision: u64, added: Option<Added>) -> Option<Owed> {
        self.change(job_id, |job| {
            job.adding.retain(|other| *other != revision);
            let added = added.filter(|added| !job.is_silent(added));
            job.added.extend(added);
        })
    }

    /// Somebody is about to remove a job, and will call [`left`](Self::left).
    pub(super) fn leave(&self, job_id: &JobId) {
        self.at_once().of(job_id).leave();
    }

    /// The job has left its store, at this revision, or was not there. Where nobody
    /// wants to know, it is noted down only if it is not to be told yet.
    pub(super) fn left(&self, job_id: &JobId, revision: Option<u64>, wanted: bool) -> Option<Owed> {
        self.at_once().left(job_id, revision, wanted)
    }

    /// What was owed was told. What else is owed by now.
    pub(super) fn told(&self, job_id: &JobId) -> Option<Owed> {
        self.change(job_id, |job| job.leaving -= 1)
    }

    /// As [`leave`](Self::leave), for all jobs at once.
    pub(super) fn empty(&self) {
        self.state().emptying += 1;
    }

    /// That the store was emptied was told.
    pub(super) fn emptied(&self) -> Vec<(JobId, Owed)> {
        let mut state = self.state();
        state.emptying -= 1;
        let waiting = state.jobs.iter().filter(|(_, job)| !job.added.is_empty());
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

    /// As [`Instances::left`].
    pub(super) fn left(&mut self, job_id: &JobId, revision: Option<u64>, wanted: bool) -> Option<Owed> {
        self.0.change(job_id, |job| {
            job.leaving -= 1;
            let is_noted = wanted || !job.is_idle() || !job.owes_nothing();
            job.removed.extend(revision.filter(|_| is_noted));
        })
    }
}

impl State {
    /// Changes what is known of a job; what can be told by then.
    fn change(&mut self, job_id: &JobId, change: impl FnOnce(&mut Running)) -> Option<Owed> {
        let EntryRef::Occupied(mut entry) = self.jobs.entry_ref(job_id) else { return None };
        let job = entry.get_mut();
        change(job);
        // Mostly so, and then there is nothing to work out.
        if job.owes_nothing() {
            if job.is_idle() {
                entry.remove();
            }
            return None;
        }
        let has_to_wait = self.emptying > 0 || job.has_left_early();
        if job.leaving > 0 || (has_to_wait && !job.added.is_empty()) {
            return None;
        }
        let mut added = job.take_added();
        added.retain(|(removed, announcement)| !announcement.is_silent(*removed));
        let is_idle = job.is_idle();
        let removed = if is_idle { std::mem::take(&mut job.removed).len() } else { 0 };
        if removed > 0 || !added.is_empty() {
            job.leaving += 1;
            return Some(Owed { added, removed });
        }
        if is_idle {
            entry.remove();
        }
        None
    }
}

#[cfg(test)]
mod tests {
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
        instances.add(&id, new);
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
        instances.add(&id, new);
        assert_eq!(told(instances.added(&id, new, Some(added(new)))), nothing());
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(new + 3), true)), nothing());
        instances.add(&id, next);
        assert_eq!(told(instances.added(&id, next, Some(added(next)))), nothing());
        assert_eq!(told(instances.left(&id, Some(old), true)), (vec![1, 1], 0));
        assert_eq!(told(instances.told(&id)), nothing());
        assert!(instances.state().jobs.is_empty());
    }

    /// What is removed before its addition is told as added all the same.
    #[test]
    fn a_job_that_leaves_while_it_is_added_is_told_as_removed_after_it() {
        let (instances, id, new) = (Instances::default(), run().job_id.clone(), first_revision());
        instances.add(&id, new);
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
        instances.add(&id, first);
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(first), true)), nothing());
        instances.add(&id, second);
        assert_eq!(told(instances.added(&id, second, Some(added(second)))), nothing());
        assert_eq!(told(instances.added(&id, first, Some(added(first)))), (vec![1], 0), "before the second");
    }

    #[test]
    fn what_is_added_while_all_are_removed_is_told_afterwards() {
        let (instances, id, new) = (Instances::default(), run().job_id.clone(), first_revision());
        instances.empty();
        instances.leave(&id);
        assert_eq!(told(instances.left(&id, Some(new - 1), true)), (vec![], 1));
        instances.add(&id, new);
        assert_eq!(told(instances.added(&id, new, Some(added(new)))), nothing());
        assert_eq!(told(instances.told(&id)), nothing());
        assert_eq!(instances.emptied().len(), 0, "nobody wants to know");
        assert!(instances.state().jobs.is_empty());
    }
}
