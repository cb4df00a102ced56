use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::task::Waker;
use std::{fmt, io};

use tokio::runtime::Handle;

use super::announcement::HeldBack;
use super::delivery::{Batch, Listener, contained_drop, deliver_all};
use super::stream::Buffer;
use super::{Event, EventMask};
use crate::changes::Changes;
use crate::panics::contain;
use crate::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use crate::sync::thread::{self, ThreadId};
use crate::sync::{Condvar, Mutex, MutexGuard};

/// A backlog of so many events is warned of, and then at each tenfold of it.
const FIRST_WARNING: u64 = 10_000;

/// What outlives the scheduler: the thread and the streams have it as well.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Every kind that somebody wants. Changed under the lock, read without it.
    pub(super) wanted: AtomicU32,
    state: Mutex<State>,
    /// There is work for the thread.
    pub(super) work: Condvar,
    /// How many of the queued events were delivered so far.
    pub(super) delivered: AtomicU64,
    /// For those who wait for that.
    pub(super) changed: Changes,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) listeners: Vec<Arc<Listener>>,
    pub(super) streams: Vec<Arc<Buffer>>,
    /// How many listeners were added so far.
    pub(super) added: u64,
    /// Every kind that some closure wants.
    listening: EventMask,
    pub(super) held_back: HeldBack,
    queue: VecDeque<Event>,
    /// How many events were put into the queue so far.
    pub(super) told: u64,
    warn_at: u64,
    /// The thread, from the first event on that a closure wants.
    pub(super) thread: Option<ThreadId>,
    /// The thread waits for work.
    idle: bool,
    pub(super) closed: bool,
    pub(super) runtime: Option<Handle>,
}

/// What is done when the lock is free again, since it may call code of the user's.
#[derive(Default)]
pub(super) struct Afterwards {
    readers: Vec<Waker>,
    dropped: Vec<Event>,
    backlog: Option<u64>,
    no_thread: Option<io::Error>,
}

impl Shared {
    /// Waits for work. `None` when the scheduler is gone and all is delivered.
    pub(super) fn next_batch(&self) -> Option<Batch> {
        let mut state = self.state();
        while state.queue.is_empty() {
            if state.closed {
                return None;
            }
            state.idle = true;
            state.warn_at = FIRST_WARNING;
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.idle = false;
        let events = std::mem::take(&mut state.queue);
        let (listeners, runtime) = (state.listeners.clone(), state.runtime.clone());
        Some(Batch { delivered: self.delivered.load(Ordering::Relaxed), events, listeners, runtime })
    }

    pub(super) fn forget_listeners(self: &Arc<Self>) {
        let listeners = self.change(|state, _| std::mem::take(&mut state.listeners));
        contained_drop(listeners);
    }

    pub(super) fn unsubscribe(self: &Arc<Self>, buffer: &Arc<Buffer>) {
        self.change(|state, _| {
            state.streams.retain(|stream| !Arc::ptr_eq(stream, buffer));
            self.count_interests(state);
        });
    }

    pub(super) fn has_delivered(&self, told: u64) -> bool {
        if self.delivered.load(Ordering::Acquire) >= told {
            return true;
        }
        // If no thread could be started there is none to wait for.
        self.state().thread.is_none_or(|thread| thread == thread::current().id())
    }

    pub(super) fn count_interests(&self, state: &mut State) {
        let union = |all: EventMask, mask: EventMask| all | mask;
        state.listening =
            state.listeners.iter().map(|listener| listener.mask).fold(EventMask::default(), union);
        let wanted = state.streams.iter().map(|stream| stream.mask).fold(state.listening, union);
        self.wanted.store(wanted.0, Ordering::Relaxed);
    }

    pub(super) fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut State, &mut Afterwards) -> T) -> T {
        let mut afterwards = Afterwards::default();
        let mut state = self.state();
        let result = change(&mut state, &mut afterwards);
        let wake = !state.queue.is_empty() && self.call_the_thread(&mut state, &mut afterwards);
        drop(state);
        if wake {
            self.work.notify_one();
        }
        afterwards.come();
        result
    }

    /// `true` if the thread is to be woken.
    fn call_the_thread(self: &Arc<Self>, state: &mut State, afterwards: &mut Afterwards) -> bool {
        let backlog = state.backlog(&self.delivered);
        if backlog >= state.warn_at.max(FIRST_WARNING) {
            state.warn_at = backlog.saturating_mul(10);
            afterwards.backlog = Some(backlog);
        }
        if state.thread.is_none() {
            let shared = self.clone();
            let thread = thread::Builder::new().name("aps-events".into()).spawn(move || deliver_all(&shared));
            match thread {
                Ok(thread) => state.thread = Some(thread.thread().id()),
                Err(error) => afterwards.no_thread = Some(error),
            }
        }
        std::mem::take(&mut state.idle)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(super) fn push(&mut self, event: Event, afterwards: &mut Afterwards) {
        let kind = event.mask();
        for stream in self.streams.iter().filter(|stream| stream.mask.contains(kind)) {
            let (evicted, reader) = stream.push(event.clone());
            afterwards.dropped.extend(evicted);
            afterwards.readers.extend(reader);
        }
        if self.listening.contains(kind) {
            self.queue.push_back(event);
            self.told += 1;
        } else {
            afterwards.dropped.push(event);
        }
    }

    pub(super) fn backlog(&self, delivered: &AtomicU64) -> u64 {
        self.told.saturating_sub(delivered.load(Ordering::Acquire))
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("listeners", &self.listeners)
            .field("streams", &self.streams.len())
            .field("queue", &self.queue.len())
            .finish_non_exhaustive()
    }
}

impl Afterwards {
    fn come(self) {
        for reader in self.readers {
            if let Err(message) = contain(|| reader.wake()) {
                tracing::error!(message, "a waker panicked");
            }
        }
        if !self.dropped.is_empty() {
            contained_drop(self.dropped);
        }
        if let Some(backlog) = self.backlog {
            tracing::warn!(backlog, "listeners are slower than the jobs: events wait for them in memory");
        }
        if let Some(error) = self.no_thread {
            tracing::error!(%error, "the thread that calls the listeners cannot be started; tried again with the next event");
        }
    }
}
