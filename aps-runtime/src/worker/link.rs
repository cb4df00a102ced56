use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustix::process::{Signal, getpgrp, getpid, kill_current_process_group};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::executor::protocol::{CallMessage, Received, ToWorker, Unsendable, frame};

/// The worker's end of the socket. Clones mean the same.
#[derive(Debug, Clone)]
pub(super) struct Link(Arc<Mutex<UnixStream>>);

/// What comes in over it.
pub(super) struct Incoming {
    stream: UnixStream,
    received: Received,
}

/// Takes the socket from stdin, where a job finds nothing instead, and what it starts neither.
pub(super) fn take_stdin() -> io::Result<(Link, Incoming)> {
    let socket = rustix::io::fcntl_dupfd_cloexec(io::stdin(), 3)?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?.as_fd())?;
    let stream = UnixStream::from(socket);
    let incoming = Incoming { stream: stream.try_clone()?, received: Received::default() };
    Ok((Link(Arc::new(Mutex::new(stream))), incoming))
}

impl Link {
    /// Sends a message. Who is there no more needs no answer: then this is the end.
    pub(super) fn send(&self, message: &impl Serialize) -> Result<(), Unsendable> {
        let frame = frame(message)?;
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stream.write_all(&frame).is_err() {
            end();
        }
        Ok(())
    }
}

impl Incoming {
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> io::Result<T> {
        let mut bytes = [0; 16 << 10];
        loop {
            if let Some(message) = self.received.next()? {
                return Ok(message);
            }
            match self.stream.read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.received.add(&bytes[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn read_calls(&mut self, tell: &Sender<CallMessage>) -> io::Result<()> {
        while let ToWorker::Call(call) = self.next()? {
            tell.send(call).map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// The calls that come in, read all the time, so that the end of the pool is the end of this
    /// process, whatever a job does meanwhile.
    pub(super) fn calls(mut self) -> io::Result<Receiver<CallMessage>> {
        let (tell, calls) = channel();
        let read = move || {
            match self.read_calls(&tell) {
                Err(error) if error.kind() == io::ErrorKind::InvalidData => complain(&error),
                // The pool is gone, and so is who would read it.
                _ => {}
            }
            end();
        };
        thread::Builder::new().name("aps-worker".into()).spawn(read)?;
        Ok(calls)
    }
}

/// The pool shows it as the last words of this process.
#[expect(clippy::print_stderr, reason = "the pool shows it")]
fn complain(error: &io::Error) {
    eprintln!("error: a call cannot be read: {error}");
}

/// Ends this process and all that its jobs have started.
fn end() -> Infallible {
    // In a group of somebody else's this would be more than that.
    if getpgrp() == getpid() {
        let _ = kill_current_process_group(Signal::KILL);
    }
    std::process::exit(1)
}
