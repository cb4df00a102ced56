use std::collections::HashMap;
use std::sync::Arc;

use super::shared::Shared;
use super::{Event, EventMask, Events};
use crate::job::JobId;

/// A job that is being added. As soon as it is in its store it may run, though the store
/// may not have returned yet. What is told about it is held back until this is dropped, so
/// that [`Event::JobAdded`] comes first; its runs wait for nothing.
///
/// Without a hold nobody wants to know.
#[derive(Debug)]
pub(crate) struct Announcement(Option<Hold>);

#[derive(Debug)]
struct Hold {
    shared: Arc<Shared>,
    key: Key,
}

/// Ids are unique within a store only.
type Key = (Arc<str>, JobId);

/// What is held back, of each job that is being added.
#[derive(Debug, Default)]
pub(super) struct HeldBack(HashMap<Key, Held>);

#[derive(Debug, Default)]
struct Held {
    /// Several may add, that is replace, one job at the same time.
    announcements: usize,
    events: Vec<Event>,
}

impl HeldBack {
    /// Keeps the event if it has to wait; gives it back if not.
    pub(super) fn keep(&mut self, event: Event) -> Option<Event> {
        if self.0.is_empty() {
            return Some(event);
        }
        let key = event.job().map(|(jobstore, job_id)| (jobstore.clone(), job_id.clone()));
        let Some(held) = key.and_then(|key| self.0.get_mut(&key)) else { return Some(event) };
        held.events.push(event);
        None
    }

    fn begin(&mut self, key: Key) {
        self.0.entry(key).or_default().announcements += 1;
    }

    /// What was held back, if nobody else holds it.
    fn end(&mut self, key: &Key) -> Vec<Event> {
        let Some(held) = self.0.get_mut(key) else { return Vec::new() };
        held.announcements -= 1;
        if held.announcements > 0 {
            return Vec::new();
        }
        self.0.remove(key).unwrap_or_default().events
    }
}

impl Events {
    /// A job is about to be added. Costs nothing if nobody wants to know.
    pub(crate) fn announce(&self, jobstore: &Arc<str>, job_id: &JobId) -> Announcement {
        let hold = self.want(EventMask::JOB_ADDED).then(|| {
            let key = (jobstore.clone(), job_id.clone());
            self.shared.change(|state, _| state.held_back.begin(key.clone()));
            Hold { shared: self.shared.clone(), key }
        });
        Announcement(hold)
    }

    /// The job that was announced is in its store, which so many before it by its id have
    /// left: that is told first. Nothing gets in between.
    pub(crate) fn tell_added(
        &self,
        jobstore: &Arc<str>,
        job_id: &JobId,
        removed: usize,
        announcement: Announcement,
    ) {
        if announcement.is_silent(removed) {
            return;
        }
        self.shared.change(|state, afterwards| {
            for _ in 0..removed {
                state.push(job_removed(jobstore, job_id), afterwards);
            }
            let (job_id, jobstore) = (job_id.clone(), jobstore.clone());
            state.push(Event::JobAdded { job_id, jobstore }, afterwards);
        });
    }

    /// A job has left its store, of which nothing is held back. What is, is of a successor
    /// that is being added.
    pub(crate) fn tell_removed(&self, jobstore: &Arc<str>, job_id: &JobId) {
        if self.want(EventMask::JOB_REMOVED) {
            let event = job_removed(jobstore, job_id);
            self.shared.change(|state, afterwards| state.push(event, afterwards));
        }
    }
}

fn job_removed(jobstore: &Arc<str>, job_id: &JobId) -> Event {
    Event::JobRemoved { job_id: job_id.clone(), jobstore: jobstore.clone() }
}

impl Announcement {
    /// Whether there is nothing to tell.
    pub(crate) fn is_silent(&self, removed: usize) -> bool {
        self.0.is_none() && removed == 0
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // In one step, so that nothing gets ahead of what was held back.
        self.shared.change(|state, afterwards| {
            for event in state.held_back.end(&self.key) {
                state.push(event, afterwards);
            }
        });
    }
}
