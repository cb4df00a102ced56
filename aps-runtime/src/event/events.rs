use std::sync::Arc;

use tokio::runtime::Handle;

use super::delivery::{Callback, Listener};
use super::shared::Shared;
use super::stream::Buffer;
use super::{Event, EventMask, EventStream, ListenerId};
use crate::sync::atomic::{AtomicBool, Ordering};

/// Who wants to know what happens, and what they have not been told yet.
///
/// One lock puts everything that is told into one order. Streams get it at once, into
/// buffers that are bounded. Closures get it from one queue, on a thread of their own;
/// that queue is not bounded: neither is an event lost, nor does a job wait for them.
#[derive(Debug, Default)]
pub(crate) struct Events {
    pub(super) shared: Arc<Shared>,
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
        for stream in streams {
            stream.close();
        }
        if !has_thread {
            self.shared.forget_listeners();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::task::{Context, Poll, Waker};
    use std::thread;

    use super::*;

    fn executor(name: String) -> Event {
        Event::ExecutorAdded { executor: name.into() }
    }

    #[test]
    fn without_a_closure_there_is_no_thread_and_no_queue() {
        let events = Events::default();
        events.tell(executor("nobody listens".into()));
        let stream = events.stream(EventMask::ALL, 8);
        events.tell(executor("a stream".into()));
        events.add_listener(EventMask::JOB_ERROR, Box::new(|_| {}));
        events.tell(executor("another kind".into()));
        assert_eq!(events.told(), 0);
        assert_eq!(events.shared.state().thread, None);
        drop(stream);
        assert!(!events.want(EventMask::EXECUTOR_ADDED));
        assert!(events.want(EventMask::JOB_ERROR));
    }

    #[test]
    fn who_waits_for_delivery_sees_all_that_was_told_before() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let events = Events::default();
        let seen = Arc::new(Mutex::new(0_u64));
        let counter = seen.clone();
        events.add_listener(EventMask::ALL, Box::new(move |_| *counter.lock().unwrap() += 1));
        for told in 1..=1000 {
            events.tell(executor("a".into()));
            runtime.block_on(events.delivered(told));
            assert_eq!(*seen.lock().unwrap(), told);
            assert_eq!(events.backlog(), 0);
        }
    }

    /// Threads that tell, a closure and a stream: all see the same order, in which what
    /// each thread told is in its own order.
    #[test]
    fn everyone_is_told_the_same_order_and_nothing_is_lost() {
        const EACH: usize = 2000;
        let events = Arc::new(Events::default());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let listener = seen.clone();
        events.add_listener(
            EventMask::ALL,
            Box::new(move |event| listener.lock().unwrap().push(event.to_string())),
        );
        let mut stream = events.stream(EventMask::ALL, 4 * EACH);
        let tellers = ["a", "b", "c", "d"].map(|name| {
            let events = events.clone();
            thread::spawn(move || {
                for number in 0..EACH {
                    events.tell(executor(format!("{name}{number:06}")));
                }
            })
        });
        for teller in tellers {
            teller.join().unwrap();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(events.delivered(events.told()));
        drop(events);

        let seen = std::mem::take(&mut *seen.lock().unwrap());
        let mut read = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(event)) = std::pin::pin!(stream.next()).poll(&mut context) {
            read.push(event.unwrap().to_string());
        }
        assert_eq!(seen.len(), 4 * EACH);
        assert_eq!(seen, read);
        for name in ["`a", "`b", "`c", "`d"] {
            let of_one: Vec<_> = seen.iter().filter(|event| event.contains(name)).collect();
            assert!(of_one.is_sorted() && of_one.len() == EACH);
        }
    }
}
