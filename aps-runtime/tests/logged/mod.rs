//! What is logged on one thread.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use tracing::subscriber::{DefaultGuard, NoSubscriber, set_default};
use tracing::{Dispatch, Level};

/// Listens on the thread on which it was made, until it is dropped.
pub struct Logged {
    written: Arc<Mutex<Vec<u8>>>,
    _guard: DefaultGuard,
    /// While there is but one subscriber, tracing asks the one of the thread that comes first to a place that logs,
    /// and remembers the answer for all threads: that of another test, which has none.
    _second: Dispatch,
}

impl Logged {
    /// Of this level and above.
    pub fn on_this_thread(level: Level) -> Self {
        let written = Arc::new(Mutex::new(Vec::new()));
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .without_time()
            .with_writer(move || Writer(writer.clone()))
            .finish();
        let second = Dispatch::new(NoSubscriber::new());
        Logged { written, _guard: set_default(subscriber), _second: second }
    }

    /// What was logged since the last call.
    pub fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.written.lock().unwrap())).unwrap()
    }
}

struct Writer(Arc<Mutex<Vec<u8>>>);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
