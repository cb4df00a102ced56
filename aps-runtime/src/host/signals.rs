use std::future::poll_fn;
use std::io;
use std::task::Poll;

use tokio::runtime::Handle;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak, CtrlC, ctrl_break, ctrl_c};

use crate::error::{Error, ErrorKind};
use crate::panics::contain;

/// The signals that ask a program to end. Received from when this is made on.
#[derive(Debug)]
pub(crate) struct Signals {
    early: Option<&'static str>,
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(windows)]
    interrupt: CtrlC,
    #[cfg(windows)]
    terminate: CtrlBreak,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        Ok(Signals { early: None, interrupt, terminate })
    }

    #[cfg(windows)]
    fn new() -> io::Result<Self> {
        Ok(Signals { early: None, interrupt: ctrl_c()?, terminate: ctrl_break()? })
    }

    /// As `new`, on behalf of a call that the user made.
    pub(crate) fn receive(call: &str) -> Result<Self, Error> {
        Handle::try_current().map_err(|_| Error::no_runtime(call))?;
        // It panics in a runtime without I/O.
        let signals = contain(Signals::new).map_err(io::Error::other).and_then(|signals| signals);
        signals.map_err(|error| Error::with_source(ErrorKind::System, "signals cannot be received", error))
    }

    /// Gives one back that came too early to be dealt with: it is the next again.
    pub(crate) fn put_back(&mut self, signal: &'static str) {
        self.early = Some(signal);
    }

    /// Waits for the next of them, and tells its name.
    pub(crate) async fn next(&mut self) -> &'static str {
        if let Some(signal) = self.early.take() {
            return signal;
        }
        poll_fn(|cx| {
            if self.interrupt.poll_recv(cx).is_ready() {
                Poll::Ready("Ctrl-C")
            } else {
                self.terminate.poll_recv(cx).map(|_| if cfg!(unix) { "SIGTERM" } else { "Ctrl-Break" })
            }
        })
        .await
    }
}
