use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;

use super::shared::Shared;
use super::{Event, EventMask};
use crate::sync::{Mutex, MutexGuard};

/// Reads the events of a scheduler in async code; see
/// [`Scheduler::events`](crate::Scheduler::events). Dropping it ends it.
///
/// It is a [`futures_core::Stream`] as well, for the combinators of `tokio_stream` and
/// `futures`.
pub struct EventStream {
    shared: Arc<Shared>,
    buffer: Arc<Buffer>,
}

/// The reader of an [`EventStream`] was too slow, and the oldest events were dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lagged {
    lost: u64,
}

impl Lagged {
    /// How many events were lost at this place of the stream.
    pub fn lost(self) -> u64 {
        self.lost
    }
}

impl fmt::Display for Lagged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the events were read too slowly, and {} were lost", self.lost)
    }
}

impl StdError for Lagged {}

impl EventStream {
    pub(super) fn new(shared: Arc<Shared>, buffer: Arc<Buffer>) -> Self {
        EventStream { shared, buffer }
    }

    /// Waits for the next event. `None` when the scheduler is gone: it is stopped, and its last
    /// handle has been dropped. A shutdown alone does not end the stream, since the scheduler
    /// may be started again; it reports [`Event::SchedulerShutdown`].
    ///
    /// Dropping the future loses nothing, so it may stand in a `select!`.
    ///
    /// # Errors
    ///
    /// [`Lagged`] if events were lost here because the buffer was full. The stream goes
    /// on with the oldest event that is left.
    pub async fn next(&mut self) -> Option<Result<Event, Lagged>> {
        poll_fn(|cx| self.buffer.poll(cx)).await
    }
}

impl Stream for EventStream {
    type Item = Result<Event, Lagged>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.buffer.poll(cx)
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.shared.unsubscribe(&self.buffer);
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.buffer.state();
        f.debug_struct("EventStream")
            .field("mask", &self.buffer.mask)
            .field("waiting", &state.events.len())
            .field("lost", &state.lost)
            .finish_non_exhaustive()
    }
}

/// What a stream has not read yet.
pub(super) struct Buffer {
    pub(super) mask: EventMask,
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    events: VecDeque<Event>,
    /// How many were let go since the reader was told.
    lost: u64,
    closed: bool,
    reader: Option<Waker>,
}

impl Buffer {
    pub(super) fn new(mask: EventMask, capacity: usize) -> Self {
        Buffer { mask, capacity: capacity.max(1), state: Mutex::default() }
    }

    /// Takes an event in. What had to go for it, and who waits for it, is handed out, since
    /// the caller holds a lock under which no code of the user's may run.
    pub(super) fn push(&self, event: Event) -> (Option<Event>, Option<Waker>) {
        let mut state = self.state();
        let evicted = if state.events.len() == self.capacity { state.events.pop_front() } else { None };
        state.lost += u64::from(evicted.is_some());
        state.events.push_back(event);
        (evicted, state.reader.take())
    }

    /// There will be no more events.
    pub(super) fn close(&self) {
        let reader = {
            let mut state = self.state();
            state.closed = true;
            state.reader.take()
        };
        reader.into_iter().for_each(Waker::wake);
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Event, Lagged>>> {
        let mut state = self.state();
        if state.lost > 0 {
            let lost = std::mem::take(&mut state.lost);
            return Poll::Ready(Some(Err(Lagged { lost })));
        }
        if let Some(event) = state.events.pop_front() {
            return Poll::Ready(Some(Ok(event)));
        }
        if state.closed {
            return Poll::Ready(None);
        }
        let former = state.reader.replace(cx.waker().clone());
        drop(state);
        drop(former);
        Poll::Pending
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn read(buffer: &Buffer) -> Poll<Option<Result<String, u64>>> {
        let read = buffer.poll(&mut Context::from_waker(Waker::noop()));
        read.map(|next| next.map(|next| next.map(|event| event.to_string()).map_err(Lagged::lost)))
    }

    fn push(buffer: &Buffer, executor: &str) {
        let (_, reader) = buffer.push(Event::ExecutorAdded { executor: executor.into() });
        reader.into_iter().for_each(Waker::wake);
    }

    fn added(executor: &str) -> Poll<Option<Result<String, u64>>> {
        Poll::Ready(Some(Ok(format!("executor `{executor}` added"))))
    }

    #[test]
    fn a_slow_reader_is_told_how_many_it_lost_and_goes_on_with_the_oldest_left() {
        let buffer = Buffer::new(EventMask::ALL, 2);
        for executor in ["a", "b", "c", "d", "e"] {
            push(&buffer, executor);
        }
        assert_eq!(read(&buffer), Poll::Ready(Some(Err(3))));
        assert_eq!(read(&buffer), added("d"));
        push(&buffer, "f");
        assert_eq!(read(&buffer), added("e"));
        assert_eq!(read(&buffer), added("f"));
        assert_eq!(read(&buffer), Poll::Pending);
    }

    #[test]
    fn a_capacity_of_zero_is_one() {
        let buffer = Buffer::new(EventMask::ALL, 0);
        push(&buffer, "a");
        assert_eq!(read(&buffer), added("a"));
    }

    #[test]
    fn a_closed_stream_is_read_to_its_end() {
        let buffer = Buffer::new(EventMask::ALL, 2);
        push(&buffer, "a");
        buffer.close();
        assert_eq!(read(&buffer), added("a"));
        assert_eq!(read(&buffer), Poll::Ready(None));
    }

    #[test]
    fn a_reader_that_waits_is_woken_once_by_an_event_and_by_the_end() {
        let buffer = Buffer::new(EventMask::ALL, 2);
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(woken.clone());
        let mut context = Context::from_waker(&waker);
        assert!(buffer.poll(&mut context).is_pending());
        push(&buffer, "a");
        push(&buffer, "b");
        assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        assert!(buffer.poll(&mut context).is_ready());
        assert!(buffer.poll(&mut context).is_ready());
        assert!(buffer.poll(&mut context).is_pending());
        buffer.close();
        assert_eq!(woken.0.load(Ordering::SeqCst), 2);
    }
}
