use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread::{self, ThreadId};

use tokio::runtime::Handle;

use super::announcement::HeldBack;
use super::delivery::{Batch, Callback, Listener, contained_drop, deliver_all};
use super::stream::Buffer;
use super::{Event, EventMask, EventStream, ListenerId};
use crate::changes::Changes;

/// A backlog of so many events is warned of, and then at each tenfold of it.
const FIRST_WARNING: u64 = 10_000;

/// Who wants to know what happens, and what they have not been told yet.
///
/// One lock puts everything that is told into one order. Streams get it at once, into
/// buffers that are bounded. Closures get it from one queue, on a thread of their own;
/// that queue is not bounded: neither is an event lost, nor does a job wait for them.
#[derive(Debug, Default)]
pub(crate) struct Events {
    shared: Arc<Shared>,
}

/// What outlives the scheduler: the thread and the streams have it as well.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Every kind that somebody wants. Changed under the lock, read without it.
    wanted: AtomicU32,
    state: Mutex<State>,
    /// There is work for the thread.
    work: Condvar,
    /// How many of the queued events were delivered so far.
    pub(super) delivered: AtomicU64,
    /// For those who wait for that.
    pub(super) changed: Changes,
}

#[derive(Default)]
struct State {
    listeners: Vec<Arc<Listener>>,
    streams: Vec<Arc<Buffer>>,
    /// How many listeners were added so far.
    added: u64,
    /// Every kind that some closure wants.
    listening: EventMask,
    held_back: HeldBack,
    queue: VecDeque<Event>,
    /// How many events were put into the queue so far.
    told: u64,
    warn_at: u64,
    /// The thread, from the first event on that a closure wants.
    thread: Option<ThreadId>,
    /// The thread waits for work.
    idle: bool,
    closed: bool,
    runtime: Option<Handle>,
}

/// What is done when the lock is free again, since it may call code of the user's.
#[derive(Default)]
struct Afterwards {
    readers: Vec<Waker>,
    dropped: Vec<Event>,
    backlog: Option<u64>,
    no_thread: Option<io::Error>,
}

/// Telling.
impl Events {
    /// Whether somebody wants to know of all these kinds.
    pub(crate) fn want(&self, kinds: EventMask) -> bool {
        // What was added before whatever happens now is seen, by the order of the two.
        EventMask(self.shared.wanted.load(Ordering::Relaxed)).contains(kinds)
    }

    pub(crate) fn tell(&self, event: Event) {
        if !self.want(event.mask()) {
            return;
        }
        self.shared.change(|state, afterwards| {
            if let Some(event) = state.held_back.keep(event) {
                state.push(event, afterwards);
            }
        });
    }

    /// Also about jobs that are being added.
    pub(super) fn tell_at_once(&self, event: Event) {
        self.shared.change(|state, afterwards| state.push(event, afterwards));
    }

    pub(super) fn hold_back(&self, change: impl FnOnce(&mut HeldBack)) {
        self.shared.change(|state, _| change(&mut state.held_back));
    }

    /// Tells what was held back. In one step, so that nothing gets ahead of it.
    pub(super) fn release(&self, end: impl FnOnce(&mut HeldBack) -> Vec<Event>) {
        self.shared.change(|state, afterwards| {
            for event in end(&mut state.held_back) {
                state.push(event, afterwards);
            }
        });
    }
}

/// Listening.
impl Events {
    pub(crate) fn add_listener(&self, mask: EventMask, callback: Callback) -> ListenerId {
        self.shared.change(|state, _| {
            state.added += 1;
            let id = ListenerId(state.added);
            let (since, removed) = (state.told, AtomicBool::new(false));
            state.listeners.push(Arc::new(Listener { id, mask, since, removed, callback }));
            self.shared.count_interests(state);
            id
        })
    }

    pub(crate) fn remove_listener(&self, id: ListenerId) -> bool {
        let removed = self.shared.change(|state, _| {
            let index = state.listeners.iter().position(|listener| listener.id == id);
            let removed = index.map(|index| state.listeners.remove(index));
            self.shared.count_interests(state);
            removed
        });
        // Dropped only now, since what it captures may want the lock when it is dropped.
        removed.inspect(|listener| listener.removed.store(true, Ordering::Release)).is_some()
    }

    pub(crate) fn stream(&self, mask: EventMask, capacity: usize) -> EventStream {
        let buffer = Arc::new(Buffer::new(mask, capacity));
        self.shared.change(|state, _| {
            state.streams.push(buffer.clone());
            self.shared.count_interests(state);
        });
        EventStream::new(self.shared.clone(), buffer)
    }

    /// Listeners are called inside this runtime.
    pub(crate) fn set_runtime(&self, runtime: Handle) {
        let former = self.shared.change(|state, _| state.runtime.replace(runtime));
        drop(former);
    }
}

/// Waiting for delivery.
impl Events {
    /// How many events were queued for closures so far.
    pub(crate) fn told(&self) -> u64 {
        self.shared.state().told
    }

    /// How many of them the closures have not been called for.
    pub(crate) fn backlog(&self) -> u64 {
        self.shared.state().backlog(&self.shared.delivered)
    }

    /// Waits until the closures were called for so many events. On their own thread it
    /// does not wait: a listener would wait for itself.
    pub(crate) async fn delivered(&self, told: u64) {
        self.shared.changed.until(|| self.shared.has_delivered(told).then_some(())).await;
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        let (streams, has_thread) = self.shared.change(|state, _| {
            state.closed = true;
            (std::mem::take(&mut state.streams), state.thread.is_some())
        });
        self.shared.work.notify_one();
        streams.iter().for_each(|stream| stream.close());
        if !has_thread {
            self.shared.forget_listeners();
        }
    }
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

    fn has_delivered(&self, told: u64) -> bool {
        if self.delivered.load(Ordering::Acquire) >= told {
            return true;
        }
        // If no thread could be started there is none to wait for.
        self.state().thread.is_none_or(|thread| thread == thread::current().id())
    }

    fn count_interests(&self, state: &mut State) {
        let union = |all: EventMask, mask: EventMask| all | mask;
        state.listening =
            state.listeners.iter().map(|listener| listener.mask).fold(EventMask::default(), union);
        let wanted = state.streams.iter().map(|stream| stream.mask).fold(state.listening, union);
        self.wanted.store(wanted.0, Ordering::Relaxed);
    }

    fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut State, &mut Afterwards) -> T) -> T {
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, event: Event, afterwards: &mut Afterwards) {
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

    fn backlog(&self, delivered: &AtomicU64) -> u64 {
        self.told.saturating_sub(delivered.load(Ordering::Relaxed))
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("listeners", &self.listeners)
            .field("streams", &self.streams.len())
            .field("queue", &self.queue.len())
            .finish_non_exhaustive()
    }
}

impl Afterwards {
    fn come(self) {
        self.readers.into_iter().for_each(Waker::wake);
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
