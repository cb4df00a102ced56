//! Functions that block their thread until the test lets them go on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

pub struct Gate {
    open: Mutex<bool>,
    changed: Condvar,
    reached: AtomicBool,
}

impl Gate {
    pub const fn new() -> Self {
        Gate { open: Mutex::new(false), changed: Condvar::new(), reached: AtomicBool::new(false) }
    }

    /// Blocks until the gate is opened, once.
    pub fn wait(&self) {
        self.reached.store(true, Ordering::SeqCst);
        let mut open = self.changed.wait_while(self.open.lock().unwrap(), |open| !*open).unwrap();
        *open = false;
    }

    /// Waits, without blocking, until somebody waits at the gate; forgets it.
    pub async fn reached(&self) {
        while !self.reached.swap(false, Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    }

    pub fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.changed.notify_all();
    }
}
