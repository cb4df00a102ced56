use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::event::{Event, EventMask};
use crate::panics::contain;

type Callback = Arc<dyn Fn(&Event) + Send + Sync>;

/// Names a listener, to remove it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListenerId(u64);

/// Who is told about events.
#[derive(Default)]
pub(crate) struct Listeners {
    table: RwLock<Table>,
}

#[derive(Default)]
struct Table {
    entries: Vec<(ListenerId, EventMask, Callback)>,
    added: u64,
}

impl Listeners {
    pub(crate) fn add(&self, mask: EventMask, callback: Callback) -> ListenerId {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        table.added += 1;
        let id = ListenerId(table.added);
        table.entries.push((id, mask, callback));
        id
    }

    pub(crate) fn remove(&self, id: ListenerId) -> bool {
        let removed = {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            let index = table.entries.iter().position(|(entry, ..)| *entry == id);
            index.map(|index| table.entries.remove(index))
        };
        // Dropped only now, since what it captures may want the table when it is dropped.
        removed.is_some()
    }

    /// Whether somebody is told about all of these.
    pub(crate) fn cover(&self, kinds: EventMask) -> bool {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.entries.iter().any(|(_, mask, _)| mask.contains(kinds))
    }

    /// Tells everyone who asked for this kind of event, one after the other. A
    /// listener that panics is logged; the others are told all the same.
    pub(crate) fn notify(&self, event: &Event) {
        for callback in self.interested_in(event.mask()) {
            if let Err(message) = contain(|| callback(event)) {
                tracing::error!(message, %event, "a listener panicked");
            }
        }
    }

    /// Copies the callbacks out, so that a listener may add and remove listeners.
    fn interested_in(&self, kind: EventMask) -> Vec<Callback> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let interested = table.entries.iter().filter(|(_, mask, _)| mask.contains(kind));
        interested.map(|(.., callback)| callback.clone()).collect()
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_tuple("Listeners").field(&table.entries.len()).finish()
    }
}
