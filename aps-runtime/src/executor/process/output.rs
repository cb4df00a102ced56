//! What jobs write to stdout and stderr, and what they log.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::future::pending;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::net::unix::pipe::Receiver;

use super::protocol::Record;

/// How much of a line is told.
pub(crate) const LINE_LIMIT: usize = 8 << 10;
/// How much is told of one run, in bytes.
const RUN_LIMIT: usize = 1 << 20;
/// How many lines of stderr the error of a crash shows.
const LAST_LINES: usize = 20;
/// More than any pipe holds.
const PIPE_SIZE: usize = 1 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

/// The end of a worker's stdout or stderr that the pool reads.
#[derive(Debug)]
pub(super) struct Pipe {
    stream: Stream,
    receiver: Receiver,
    line: Line,
    bytes: Box<[u8]>,
}

impl Pipe {
    pub(super) fn new(stream: Stream, end: impl Into<OwnedFd>) -> io::Result<Self> {
        let receiver = Receiver::from_owned_fd(end.into())?;
        Ok(Pipe { stream, receiver, line: Line::default(), bytes: vec![0; 16 << 10].into() })
    }

    /// Tells what is written as long as this is polled, and once more when it is dropped: all
    /// that was written until then is told.
    pub(super) fn follow<'a>(
        &'a mut self,
        transcript: &'a Transcript,
    ) -> impl Future<Output = Infallible> + use<'a> {
        // Made here, since a worker may have died before this is first polled.
        let following = Following { pipe: self, transcript };
        async move {
            let pipe = &mut *following.pipe;
            while pipe.receiver.readable().await.is_ok() {
                match pipe.receiver.try_read(&mut pipe.bytes) {
                    Ok(0) => break,
                    Ok(count) => pipe.tell(count, transcript),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => break,
                }
                // A flood must not keep the others from their turn.
                tokio::task::consume_budget().await;
            }
            pending().await
        }
    }

    /// Asked is the pipe itself, since tokio may not have heard yet of what is in it.
    fn drain(&mut self, transcript: &Transcript) {
        let mut rest = PIPE_SIZE;
        while rest > 0
            && let Ok(count @ 1..) = rustix::io::read(&self.receiver, &mut *self.bytes)
        {
            self.tell(count, transcript);
            rest = rest.saturating_sub(count);
        }
        if let Some(line) = self.line.end() {
            transcript.line(self.stream, line);
        }
    }

    fn tell(&mut self, count: usize, transcript: &Transcript) {
        for piece in self.bytes[..count].split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                None => self.line.add(piece),
                Some(last) => {
                    self.line.add(last);
                    self.line.ended = true;
                }
            }
            if self.line.ended
                && let Some(line) = self.line.end()
            {
                transcript.line(self.stream, line);
            }
        }
    }
}

struct Following<'a> {
    pipe: &'a mut Pipe,
    transcript: &'a Transcript,
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        self.pipe.drain(self.transcript);
    }
}

/// A line that is being read.
#[derive(Debug, Default)]
struct Line {
    bytes: Vec<u8>,
    cut: usize,
    ended: bool,
}

impl Line {
    fn add(&mut self, piece: &[u8]) {
        let room = LINE_LIMIT - self.bytes.len();
        self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        self.cut += piece.len().saturating_sub(room);
    }

    /// The line so far; `None` if nothing was begun.
    fn end(&mut self) -> Option<String> {
        let Line { bytes, cut, ended } = std::mem::take(self);
        let begun = ended || !bytes.is_empty();
        begun.then(|| with_cut(String::from_utf8_lossy(&bytes).into_owned(), cut))
    }
}

/// Cuts a text that is too long to be told.
pub(crate) fn shortened(mut text: String) -> String {
    let mut bounds = (0..=text.len().min(LINE_LIMIT)).rev();
    let length = bounds.find(|bound| text.is_char_boundary(*bound)).unwrap_or_default();
    let cut = text.len() - length;
    text.truncate(length);
    with_cut(text, cut)
}

fn with_cut(mut text: String, cut: usize) -> String {
    if cut > 0 {
        // To a string, this does not fail.
        let _ = write!(text, " … ({cut} bytes cut)");
    }
    text
}

/// What was told of one run.
#[derive(Debug)]
pub(super) struct Transcript(Mutex<Told>);

#[derive(Debug)]
struct Told {
    /// How much may still be told.
    rest: usize,
    cut_lines: usize,
    cut_bytes: usize,
    /// Of stderr.
    last: VecDeque<String>,
    is_silent: bool,
}

impl Default for Transcript {
    fn default() -> Self {
        Transcript::new(false)
    }
}

impl Transcript {
    fn new(is_silent: bool) -> Self {
        let told = Told { rest: RUN_LIMIT, cut_lines: 0, cut_bytes: 0, last: VecDeque::new(), is_silent };
        Transcript(Mutex::new(told))
    }

    /// Tells nothing: what a program for tests prints before it is a worker is nobody's.
    pub(super) fn silent() -> Self {
        Transcript::new(true)
    }

    fn line(&self, stream: Stream, line: String) {
        let is_told = self.may_tell(line.len());
        if is_told {
            tell(stream, &line);
        }
        if stream == Stream::Stderr {
            let last = &mut self.told().last;
            if last.len() == LAST_LINES {
                last.pop_front();
            }
            last.push_back(line);
        }
    }

    pub(super) fn record(&self, record: &Record) {
        if self.may_tell(record.message.len() + record.fields.len()) {
            emit(record);
        }
    }

    /// The last lines of stderr, to be shown below an error; nothing if there were none.
    pub(super) fn last_words(&self) -> String {
        let told = self.told();
        if told.last.is_empty() {
            return String::new();
        }
        told.last.iter().fold("\n  = note: the last that it wrote to stderr:".into(), |text, line| {
            format!("{text}\n      {line}")
        })
    }

    fn may_tell(&self, length: usize) -> bool {
        let mut told = self.told();
        if told.is_silent {
            return false;
        }
        if let Some(rest) = told.rest.checked_sub(length + 1) {
            told.rest = rest;
            return true;
        }
        // What comes later is not told either, however short it is: there would be gaps.
        told.rest = 0;
        told.cut_lines += 1;
        told.cut_bytes += length + 1;
        false
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Transcript {
    fn drop(&mut self) {
        let Told { cut_lines, cut_bytes, .. } = *self.told();
        if cut_lines > 0 {
            let cut = format!(
                "(cut here: {cut_lines} more lines of this run, {cut_bytes} bytes; {RUN_LIMIT} bytes are told)"
            );
            tell(Stream::Stderr, &cut);
        }
    }
}

/// To the log of this process; without one to where a job on a thread would have written.
fn tell(stream: Stream, line: &str) {
    match (tracing::dispatcher::has_been_set(), stream) {
        (true, Stream::Stdout) => tracing::info!(target: "aps::job::stdout", "{line}"),
        (true, Stream::Stderr) => tracing::info!(target: "aps::job::stderr", "{line}"),
        // Nobody can be told that nobody can be told.
        (false, Stream::Stdout) => drop(writeln!(io::stdout(), "{line}")),
        (false, Stream::Stderr) => drop(writeln!(io::stderr(), "{line}")),
    }
}

/// The place in the source, the level and the target of an event are static, so that those
/// of the job are fields of an event of ours.
fn emit(record: &Record) {
    let Record { level, target, message, fields } = record;
    macro_rules! emit {
        ($level:ident) => {
            tracing::event!(
                target: "aps::job::log", tracing::Level::$level, job_target = target, job_fields = fields, "{message}"
            )
        };
    }
    match level.as_str() {
        "ERROR" => emit!(ERROR),
        "WARN" => emit!(WARN),
        "INFO" => emit!(INFO),
        "DEBUG" => emit!(DEBUG),
        _ => emit!(TRACE),
    }
}
