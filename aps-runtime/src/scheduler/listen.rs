use super::Scheduler;
use crate::event::{Event, EventMask, EventStream, ListenerId};

/// How many events a stream keeps for its reader, if nothing else is said.
const STREAM_CAPACITY: usize = 1024;

/// Learning what happens.
impl Scheduler {
    /// Calls `listener` for every event that is in `mask` and happens from now on.
    ///
    /// Listeners are called one after the other, in the order of the events, on a thread of
    /// their own (`aps-events`): neither jobs nor the scheduler wait for them, so a listener
    /// may block, and may use the scheduler. While the scheduler is up it is called inside
    /// the scheduler's tokio runtime, so it may spawn tasks.
    ///
    /// No event is lost. A listener that is slower than the jobs costs memory: events that it
    /// has not been called for wait in an unbounded queue, which
    /// [`event_backlog`](Self::event_backlog) measures and the log warns of. If you would
    /// rather lose events, use a stream: [`events`](Self::events).
    ///
    /// A panic in it is logged and has no other effect. A listener that holds a handle of
    /// the scheduler keeps it alive until the listener is removed.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// let scheduler = Scheduler::builder().build()?;
    /// scheduler.add_listener(EventMask::JOB_ERROR | EventMask::JOB_MISSED, |event| {
    ///     eprintln!("{event}");
    /// });
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    pub fn add_listener(
        &self,
        mask: EventMask,
        listener: impl Fn(&Event) + Send + Sync + 'static,
    ) -> ListenerId {
        self.core.events.add_listener(mask, Box::new(listener))
    }

    /// Stops calling a listener; `false` if it was removed before.
    ///
    /// Once this has returned it is not called again, not even for events that happened
    /// before. A call that is under way at this moment goes on to its end.
    pub fn remove_listener(&self, listener: ListenerId) -> bool {
        self.core.events.remove_listener(listener)
    }

    /// Whether each kind of event in `mask` is wanted by some listener or stream.
    pub fn has_listener(&self, mask: EventMask) -> bool {
        self.core.events.want(mask)
    }

    /// How many events wait for listeners to be called. Those in streams do not count.
    pub fn event_backlog(&self) -> u64 {
        self.core.events.backlog()
    }

    /// Reads the events that are in `mask` and happen from now on, in async code.
    ///
    /// The scheduler does not wait for the reader. Up to 1024 events are kept until they are
    /// read. If there are more, the oldest are lost, and the reader is told how many.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aps_runtime::Result<()> {
    /// let scheduler = Scheduler::builder().build()?;
    /// let mut events = scheduler.events(EventMask::SCHEDULER_STARTED | EventMask::JOB_ERROR);
    /// scheduler.start().await?;
    /// while let Some(event) = events.next().await {
    ///     match event {
    ///         Ok(Event::SchedulerStarted) => break,
    ///         Ok(event) => println!("{event}"),
    ///         Err(lagged) => eprintln!("{lagged}"),
    ///     }
    /// }
    /// # scheduler.shutdown(Wait::ForJobs).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self, mask: EventMask) -> EventStream {
        self.events_with_capacity(mask, STREAM_CAPACITY)
    }

    /// As [`events`](Self::events), but keeps up to `capacity` events, at least one.
    pub fn events_with_capacity(&self, mask: EventMask, capacity: usize) -> EventStream {
        self.core.events.stream(mask, capacity)
    }
}
