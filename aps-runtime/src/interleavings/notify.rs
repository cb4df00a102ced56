use tokio::sync::futures::Notified;

use crate::sync::atomic::{AtomicBool, Ordering};

/// tokio's, with a turn for other threads before each call.
#[derive(Debug, Default)]
pub(crate) struct Notify {
    notify: tokio::sync::Notify,
    turn: AtomicBool,
}

impl Notify {
    pub(crate) fn notified(&self) -> Notified<'_> {
        self.take_turns().notified()
    }

    pub(crate) fn notify_one(&self) {
        self.take_turns().notify_one();
    }

    pub(crate) fn notify_waiters(&self) {
        self.take_turns().notify_waiters();
    }

    fn take_turns(&self) -> &tokio::sync::Notify {
        self.turn.load(Ordering::SeqCst);
        &self.notify
    }
}
