//! Jobs that leave their store and come to it, announced in the order in which they did so.

use super::core::Core;
use super::named_store::NamedStore;
use super::running::{Added, Owed, Running};
use crate::event::{Announcement, EventMask};
use crate::job::JobId;

/// A job that is about to be added: made before the write to the store.
///
/// Where nobody wants to know who comes and goes, and nothing is known by the job's id, there is nothing to keep in
/// order.
pub(super) struct Arrival<'a> {
    core: &'a Core,
    named: &'a NamedStore,
    job_id: JobId,
    revision: u64,
    announcement: Option<Announcement>,
}

impl<'a> Arrival<'a> {
    /// `revision` is the one that it begins with.
    pub(super) fn of(core: &'a Core, named: &'a NamedStore, job_id: &JobId, revision: u64) -> Self {
        let is_wanted = core.events.want(EventMask::JOB_ADDED) || core.events.want(EventMask::JOB_REMOVED);
        let is_noted = named.instances.add(job_id, revision, is_wanted);
        let announcement = is_noted.then(|| core.events.announce(&named.alias, job_id));
        Arrival { core, named, job_id: job_id.clone(), revision, announcement }
    }

    /// The job is in its store, at this revision.
    pub(super) fn added(mut self, revision: u64) {
        if let Some(announcement) = self.announcement.take() {
            self.end(Some(Added { announcement, revision }));
        }
    }

    fn end(&self, added: Option<Added>) {
        let owed = self.named.instances.added(&self.job_id, self.revision, added);
        self.core.tell_owed(self.named, &self.job_id, owed);
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        // What was held back comes before the removal of what was there before.
        if self.announcement.take().is_some() {
            self.end(None);
        }
    }
}

/// A job that is about to be removed: made before the write to the store.
pub(super) struct Departure<'a> {
    core: &'a Core,
    named: &'a NamedStore,
    job_id: JobId,
    left: Option<u64>,
}

impl<'a> Departure<'a> {
    pub(super) fn of(core: &'a Core, named: &'a NamedStore, job_id: &JobId) -> Self {
        named.instances.leave(job_id);
        Departure { core, named, job_id: job_id.clone(), left: None }
    }

    /// The job has left its store, at this revision: told now, or after the last of its runs.
    pub(super) fn left(mut self, revision: u64) {
        self.left = Some(revision);
    }
}

impl Drop for Departure<'_> {
    fn drop(&mut self) {
        let is_wanted = self.core.events.want(EventMask::JOB_REMOVED);
        let owed = self.named.instances.left(&self.job_id, self.left, is_wanted);
        self.core.tell_owed(self.named, &self.job_id, owed);
    }
}

/// Jobs whose triggers end with the runs that are about to start; each as a [`Departure`].
pub(super) struct Departures<'a> {
    core: &'a Core,
    named: &'a NamedStore,
    jobs: Vec<(JobId, Option<u64>)>,
}

impl<'a> Departures<'a> {
    pub(super) fn new(core: &'a Core, named: &'a NamedStore) -> Self {
        Departures { core, named, jobs: Vec::new() }
    }

    /// Its number among them.
    pub(super) fn add(&mut self, job: &mut Running, job_id: &JobId) -> usize {
        job.leave();
        self.jobs.push((job_id.clone(), None));
        self.jobs.len() - 1
    }

    /// The one of this number has left its store, at this revision. It is told when this is
    /// dropped, or after the last of its runs.
    pub(super) fn left(&mut self, number: usize, revision: u64) {
        if let Some((_, left)) = self.jobs.get_mut(number) {
            *left = Some(revision);
        }
    }
}

impl Drop for Departures<'_> {
    fn drop(&mut self) {
        if self.jobs.is_empty() {
            return;
        }
        let is_wanted = self.core.events.want(EventMask::JOB_REMOVED);
        let mut instances = self.named.instances.at_once();
        let left = |(job_id, revision)| Some((instances.left(&job_id, revision, is_wanted)?, job_id));
        let owed: Vec<_> = self.jobs.drain(..).filter_map(left).collect();
        drop(instances);
        for (owed, job_id) in owed {
            self.core.tell_owed(self.named, &job_id, Some(owed));
        }
    }
}

/// All jobs of a store are about to be removed. What is added meanwhile is announced when
/// this is dropped; and so is what was removed, one job after the other, if that was not [told](Self::told) of
/// all: the store may fail half-way.
pub(super) struct Emptying<'a> {
    core: &'a Core,
    named: &'a NamedStore,
    left: Vec<(JobId, u64)>,
}

impl<'a> Emptying<'a> {
    pub(super) fn of(core: &'a Core, named: &'a NamedStore) -> Self {
        named.instances.empty();
        Emptying { core, named, left: Vec::new() }
    }

    /// The job has left its store, at this revision.
    pub(super) fn left(&mut self, job_id: &JobId, revision: u64) {
        self.left.push((job_id.clone(), revision));
    }

    /// Of all that have left it is told in one event.
    pub(super) fn told(&mut self) {
        self.left.clear();
    }
}

impl Drop for Emptying<'_> {
    fn drop(&mut self) {
        for (job_id, revision) in self.left.drain(..) {
            Departure::of(self.core, self.named, &job_id).left(revision);
        }
        for (job_id, owed) in self.named.instances.emptied() {
            self.core.tell_owed(self.named, &job_id, Some(owed));
        }
    }
}

impl Core {
    /// Tells what there is to tell of the jobs by this id, and what comes up meanwhile.
    pub(super) fn tell_owed(&self, named: &NamedStore, job_id: &JobId, mut owed: Option<Owed>) {
        while let Some(Owed { added, removed }) = owed {
            for (before, announcement) in added {
                self.events.tell_added(&named.alias, job_id, before, announcement);
            }
            for _ in 0..removed {
                self.events.tell_removed(&named.alias, job_id);
            }
            owed = named.instances.told(job_id);
        }
    }
}
