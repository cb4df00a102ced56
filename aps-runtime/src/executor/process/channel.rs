use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream as BlockingStream;

use tokio::net::UnixStream;

use super::output::Transcript;
use super::protocol::{FromWorker, Received};

/// The pool's end of the socket.
#[derive(Debug)]
pub(super) struct Channel {
    stream: UnixStream,
    /// The same, since tokio's is shut down in one direction only.
    closer: BlockingStream,
    received: Received,
    bytes: Box<[u8]>,
}

impl Channel {
    pub(super) fn new(stream: BlockingStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        let closer = stream.try_clone()?;
        let stream = UnixStream::from_std(stream)?;
        Ok(Channel { stream, closer, received: Received::default(), bytes: vec![0; 16 << 10].into() })
    }

    /// Whether all of it could be said.
    pub(super) async fn send(&self, mut frame: &[u8]) -> bool {
        while !frame.is_empty() {
            if self.stream.writable().await.is_err() {
                return false;
            }
            match self.stream.try_write(frame) {
                Ok(count) => frame = &frame[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return false,
            }
        }
        true
    }

    /// The worker's answer, once what it logs until then is told; `None` if there is none.
    pub(super) async fn answer(
        &mut self,
        transcript: &Transcript,
        begun: &mut bool,
    ) -> io::Result<Option<FromWorker>> {
        loop {
            match self.receive().await? {
                Some(FromWorker::Begun) => *begun = true,
                Some(FromWorker::Log(record)) => transcript.record(&record),
                answer => return Ok(answer),
            }
            tokio::task::consume_budget().await;
        }
    }

    /// The next message; `None` at the end. Dropped, it has lost nothing.
    async fn receive(&mut self) -> io::Result<Option<FromWorker>> {
        loop {
            if let Some(message) = self.received.next()? {
                return Ok(Some(message));
            }
            self.stream.readable().await?;
            match self.stream.try_read(&mut self.bytes) {
                Ok(0) => return Ok(None),
                Ok(count) => self.received.add(&self.bytes[..count]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // It had not read all that it was told when it died.
                Err(_) => return Ok(None),
            }
        }
    }

    /// What was said before can still be read.
    pub(super) fn close(&self) {
        // It fails where nobody is at the other end, which is what is wanted.
        let _ = self.closer.shutdown(Shutdown::Both);
    }
}
