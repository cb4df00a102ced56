use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use tokio::runtime::Handle;

use super::shared::Shared;
use super::{Event, EventMask};
use crate::panics::contain;
use crate::sync::atomic::{AtomicBool, Ordering};

/// Identifies a listener, so that it can be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListenerId(pub(super) u64);

pub(super) type Callback = Box<dyn Fn(&Event) + Send + Sync>;

/// A closure that is called for events.
pub(super) struct Listener {
    pub(super) id: ListenerId,
    pub(super) mask: EventMask,
    /// How many events had been queued before it was added: those are not for it.
    pub(super) since: u64,
    /// Looked at before each call, so that nothing that is queued reaches it any more.
    pub(super) removed: AtomicBool,
    pub(super) callback: Callback,
}

impl Listener {
    /// A panic is logged; the others are told all the same.
    fn tell(&self, number: u64, event: &Event) {
        let wanted = self.mask.contains(event.mask()) && number > self.since;
        if !wanted || self.removed.load(Ordering::Acquire) {
            return;
        }
        if let Err(message) = contain(|| (self.callback)(event)) {
            tracing::error!(message, %event, "a listener panicked");
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Listener({}, {:?})", self.id.0, self.mask)
    }
}

/// What the thread takes from the queue at a time, and who listened then. Whoever is
/// added later has nothing to do with these events.
pub(super) struct Batch {
    /// How many events had been delivered before these.
    pub(super) delivered: u64,
    pub(super) events: VecDeque<Event>,
    pub(super) listeners: Vec<Arc<Listener>>,
    pub(super) runtime: Option<Handle>,
}

/// The life of the thread `aps-events`.
pub(super) fn deliver_all(shared: &Arc<Shared>) {
    while let Some(batch) = shared.next_batch() {
        batch.deliver(shared);
        shared.changed.announce();
    }
    shared.forget_listeners();
}

impl Batch {
    fn deliver(self, shared: &Shared) {
        let _beside = self.runtime.as_ref().map(Handle::enter);
        for (event, number) in self.events.into_iter().zip(self.delivered + 1..) {
            for listener in &self.listeners {
                listener.tell(number, &event);
            }
            // An event may hold the last of a job's error, whose drop is the user's code.
            contained_drop(event);
            shared.delivered.store(number, Ordering::Release);
        }
        contained_drop(self.listeners);
    }
}

/// Drops what users gave us, or what holds it.
pub(super) fn contained_drop<T>(value: T) {
    if let Err(message) = contain(|| drop(value)) {
        tracing::error!(message, "dropping a listener or the error of a job panicked");
    }
}
