use crate::sync::Notify;
use crate::sync::atomic::{AtomicUsize, Ordering, fence};

/// Lets futures wait until a state that others change has become what they want.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    changed: Notify,
    /// How many futures wait. Mostly none, and then a change costs no lock.
    waiting: AtomicUsize,
}

impl Changes {
    /// The state has changed: those who wait look again.
    pub(crate) fn announce(&self) {
        // Here the change comes before the look at who waits, there the other way round;
        // so one of the two sees the other.
        fence(Ordering::SeqCst);
        if self.waiting.load(Ordering::Relaxed) > 0 {
            self.changed.notify_waiters();
        }
    }

    /// Waits until `reached` finds what it looks for.
    pub(crate) async fn until<T>(&self, reached: impl Fn() -> Option<T>) -> T {
        let _waiting = Waiting::new(&self.waiting);
        loop {
            // Made before looking: from then on no change is missed.
            let changed = self.changed.notified();
            if let Some(result) = reached() {
                return result;
            }
            changed.await;
        }
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        Waiting(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
