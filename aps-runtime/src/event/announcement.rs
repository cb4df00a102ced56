use std::collections::HashMap;
use std::sync::Arc;

use super::{Event, EventMask, Events};
use crate::job::JobId;

/// A job that is being added. As soon as it is in its store it may run, though the store
/// may not have returned yet. What is told about it is held back until this is dropped, so
/// that [`Event::JobAdded`] comes first; its runs wait for nothing.
#[derive(Debug)]
pub(crate) struct Announcement<'a> {
    events: &'a Events,
    key: Option<Key>,
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
    pub(crate) fn announce(&self, jobstore: &Arc<str>, job_id: &JobId) -> Announcement<'_> {
        let key = self.want(EventMask::JOB_ADDED).then(|| (jobstore.clone(), job_id.clone()));
        if let Some(key) = &key {
            self.hold_back(|held_back| held_back.begin(key.clone()));
        }
        Announcement { events: self, key }
    }
}

impl Announcement<'_> {
    /// The job is in its store.
    pub(crate) fn added(self) {
        if let Some((jobstore, job_id)) = self.key.clone() {
            self.events.tell_at_once(Event::JobAdded { job_id, jobstore });
        }
    }
}

impl Drop for Announcement<'_> {
    fn drop(&mut self) {
        if let Some(key) = &self.key {
            self.events.release(|held_back| held_back.end(key));
        }
    }
}
