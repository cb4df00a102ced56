use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::event::Announcement;
use crate::executor::RunControl;
use crate::job::is_of_job;

/// The jobs by one id: their runs that are under way, and what is to be told when one has left its
/// store and another comes.
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

/// Seldom more than one, which costs no list.
type Few<T> = SmallVec<[T; 1]>;

/// A job that is in its store now.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) announcement: Announcement,
    /// That it began with.
    pub(super) revision: u64,
}

/// What is to be told of the jobs by one id. Nobody else tells any of it until
/// [`Running::told`] is called.
#[derive(Debug)]
pub(super) struct Owed {
    /// Each with the number of those that have left before it.
    pub(super) added: Vec<(usize, Announcement)>,
    /// How many have left after that.
    pub(super) removed: usize,
}

/// The runs.
impl Running {
    /// Takes one of the job's places; `false` if all are taken. Either is to be given
    /// back, to [`end`](Self::end) or to [`end_refusal`](Self::end_refusal): until
    /// then no removal of the job is announced.
    pub(super) fn try_begin(&mut self, run: &Arc<RunControl>, max_instances: NonZeroU32) -> bool {
        let has_place = self.runs.len() < usize::try_from(max_instances.get()).unwrap_or(usize::MAX);
        if has_place {
            self.begin(run);
        } else {
            self.refused += 1;
        }
        has_place
    }

    /// A run that has a place already, by the word of a store that all nodes share. Runs that this node has lost may
    /// still be under way here, so that there seems to be none.
    pub(super) fn begin(&mut self, run: &Arc<RunControl>) {
        self.runs.push(run.clone());
    }

    /// Gives a place back. Where nobody wants to know that the job was removed, it is not owed.
    pub(super) fn end(&mut self, run: &Arc<RunControl>, wanted: bool) {
        self.runs.retain(|other| !Arc::ptr_eq(other, run));
        if !wanted && self.is_idle() && self.leaving == 0 && self.added.is_empty() {
            self.removed.clear();
        }
    }

    /// That there was no place has been told.
    pub(super) fn end_refusal(&mut self) {
        self.refused -= 1;
    }

    pub(super) fn runs(&self) -> &[Arc<RunControl>] {
        &self.runs
    }
}

/// What comes and goes.
impl Running {
    /// Somebody is about to add a job that begins with this revision, and will call
    /// [`added`](Self::added).
    pub(super) fn add(&mut self, revision: u64) {
        self.adding.push(revision);
    }

    /// The job was added, maybe in the place of another one, or was not.
    pub(super) fn added(&mut self, revision: u64, added: Option<Added>) {
        self.adding.retain(|other| *other != revision);
        let added = added.filter(|added| !self.is_silent(added));
        self.added.extend(added);
    }

    /// Somebody is about to remove a job, and will call [`left`](Self::left).
    pub(super) fn leave(&mut self) {
        self.leaving += 1;
    }

    /// The job has left its store, at this revision, or was not there. Where nobody
    /// wants to know, it is noted down only if it is not to be told yet.
    pub(super) fn left(&mut self, revision: Option<u64>, wanted: bool) {
        self.leaving -= 1;
        let is_noted = wanted || !self.is_idle() || !self.owes_nothing();
        self.removed.extend(revision.filter(|_| is_noted));
    }

    /// What was owed was told.
    pub(super) fn told(&mut self) {
        self.leaving -= 1;
    }

    pub(super) fn waits_to_be_told(&self) -> bool {
        !self.added.is_empty()
    }
}

/// What of it is to be told.
impl Running {
    /// What can be told by now. While a store is being emptied, no additions.
    pub(super) fn take_owed(&mut self, is_being_emptied: bool) -> Option<Owed> {
        // Mostly so, and then there is nothing to work out.
        if self.owes_nothing() {
            return None;
        }
        let has_to_wait = is_being_emptied || self.has_left_early();
        if self.leaving > 0 || (has_to_wait && !self.added.is_empty()) {
            return None;
        }
        let mut added = self.take_added();
        added.retain(|(removed, announcement)| !announcement.is_silent(*removed));
        let removed = if self.is_idle() { std::mem::take(&mut self.removed).len() } else { 0 };
        if removed == 0 && added.is_empty() {
            return None;
        }
        self.leaving += 1;
        Some(Owed { added, removed })
    }

    /// Whether nothing is left to keep of it.
    pub(super) fn is_over(&self) -> bool {
        self.owes_nothing() && self.is_idle()
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

    /// Whether nothing is told of the job, now or later.
    fn owes_nothing(&self) -> bool {
        self.leaving == 0 && self.removed.is_empty() && self.added.is_empty()
    }
}
