//! What a pool and its workers say to each other: JSON in frames, over a socket.

use std::io;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::remote_error::RemoteError;
use crate::job::{Arguments, JobError, JobErrorKind, JobOutput, JobResult, depth};

/// Grows when the messages change. Pool and worker are the same program, unless its file was
/// replaced on a system where that cannot be told.
pub(crate) const VERSION: u32 = 1;

/// How large one message may be, and so the arguments or the result of a run.
pub(crate) const FRAME_LIMIT: usize = 64 << 20;

/// How deep arguments and results may be nested. Who reads JSON goes 128 levels down, and a message
/// needs some of them.
pub(crate) const DEPTH_LIMIT: usize = 120;

/// What a buffer keeps of its size when a large message was read.
const KEPT_CAPACITY: usize = 64 << 10;

/// A length of four bytes, big end first, before each message.
const HEADER: usize = size_of::<u32>();

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToWorker {
    /// Comes first.
    Hello(Hello),
    /// Comes when the one before it is done.
    Call(CallMessage),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// The worker is ready. Of which version it is.
    Hello(u32),
    /// The call was read; from here on the function may have run.
    Begun,
    Log(Record),
    Done(Outcome),
}

/// How a worker is to live.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    pub(crate) version: u32,
    /// In bytes.
    pub(crate) memory_limit: Option<u64>,
    /// In seconds, for each run.
    pub(crate) cpu_time_limit: Option<u64>,
    /// As `tracing` writes it: what is below is for nobody.
    pub(crate) log_level: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CallMessage {
    pub(crate) function: String,
    #[serde(serialize_with = "write_arguments", deserialize_with = "read_arguments")]
    pub(crate) arguments: Arguments,
    pub(crate) job_id: String,
    pub(crate) scheduled_run_time: Instant,
    pub(crate) attempt: u32,
    pub(crate) fence: Option<u64>,
    pub(crate) deadline: Option<Instant>,
}

/// Seconds and nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instant(i64, u32);

/// What a job has logged.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) level: String,
    pub(crate) target: String,
    pub(crate) message: String,
    /// `name=value`, with spaces between.
    pub(crate) fields: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Nothing,
    /// Which may be `null`.
    Json(Value),
    Err {
        #[serde(with = "KindOnWire")]
        kind: JobErrorKind,
        error: RemoteError,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "JobErrorKind")]
enum KindOnWire {
    Failed,
    Panicked,
    Arguments,
    TimedOut,
    Crashed,
    Output,
    Cancelled,
    LeaseLost,
    NotStarted,
}

impl From<JobResult> for Outcome {
    fn from(result: JobResult) -> Self {
        match result {
            Ok(output) => output.into_json().map_or(Outcome::Nothing, Outcome::of_value),
            Err(error) => Outcome::Err { kind: error.kind(), error: RemoteError::from(&error) },
        }
    }
}

impl Outcome {
    fn of_value(value: Arc<Value>) -> Self {
        let depth = depth(&value);
        if depth <= DEPTH_LIMIT {
            return Outcome::Json(Arc::unwrap_or_clone(value));
        }
        let message =
            format!("it is nested {depth} deep, and {DEPTH_LIMIT} at most can leave a worker process");
        Outcome::from(Err(JobError::new(JobErrorKind::Output, message)))
    }
}

impl From<Outcome> for JobResult {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Nothing => Ok(JobOutput::NONE),
            Outcome::Json(value) => Ok(JobOutput::json(value)),
            Outcome::Err { kind, error } => Err(JobError::new(kind, error)),
        }
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(time: DateTime<Utc>) -> Self {
        Instant(time.timestamp(), time.timestamp_subsec_nanos())
    }
}

impl Instant {
    pub(crate) fn time(self) -> io::Result<DateTime<Utc>> {
        DateTime::from_timestamp(self.0, self.1).ok_or_else(|| io::Error::other("no such time"))
    }
}

/// Why a message cannot be sent.
#[derive(Debug)]
pub(crate) enum Unsendable {
    /// So many bytes.
    TooLarge(usize),
    NoJson(serde_json::Error),
}

/// A message with its length before it.
pub(crate) fn frame(message: &impl Serialize) -> Result<Vec<u8>, Unsendable> {
    let mut frame = vec![0; HEADER];
    serde_json::to_writer(&mut frame, message).map_err(Unsendable::NoJson)?;
    let length = frame.len() - HEADER;
    match u32::try_from(length) {
        Ok(header) if length <= FRAME_LIMIT => {
            frame.splice(..HEADER, header.to_be_bytes());
            Ok(frame)
        }
        _ => Err(Unsendable::TooLarge(length)),
    }
}

/// Puts messages together again from what was read.
#[derive(Debug, Default)]
pub(crate) struct Received(Vec<u8>);

impl Received {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next message, if all of it was read.
    pub(crate) fn next<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let Some((header, rest)) = self.0.split_first_chunk::<HEADER>() else { return Ok(None) };
        let length = u32::from_be_bytes(*header) as usize;
        if length > FRAME_LIMIT {
            return Err(io::Error::other(format!("a message of {length} bytes is announced")));
        }
        let Some(message) = rest.get(..length) else { return Ok(None) };
        let message = serde_json::from_slice(message)?;
        self.0.drain(..HEADER + length);
        if self.0.len() < KEPT_CAPACITY {
            self.0.shrink_to(KEPT_CAPACITY);
        }
        Ok(Some(message))
    }
}

fn write_arguments<S: Serializer>(arguments: &Arguments, serializer: S) -> Result<S::Ok, S::Error> {
    arguments.as_json().serialize(serializer)
}

fn read_arguments<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arguments, D::Error> {
    Vec::deserialize(deserializer).map(Arguments::from_json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(arguments: Vec<Value>) -> ToWorker {
        let time = DateTime::from_timestamp_nanos(1_767_225_600_123_456_789);
        ToWorker::Call(CallMessage {
            function: "shop::report".into(),
            arguments: Arguments::from_json(arguments),
            job_id: "report".into(),
            scheduled_run_time: time.into(),
            attempt: 2,
            fence: None,
            deadline: None,
        })
    }

    #[test]
    fn messages_come_out_as_they_went_in_however_they_are_cut() {
        // The last of these is read as its neighbour unless care is taken.
        let arguments = vec![Value::from("ä\n"), Value::from(u64::MAX), Value::from(31.245_270_191_439_438)];
        let mut bytes = frame(&call(arguments.clone())).unwrap();
        bytes.extend(frame(&call(Vec::new())).unwrap());
        let (mut received, mut messages) = (Received::default(), Vec::new());
        for piece in bytes.chunks(7) {
            received.add(piece);
            messages.extend(received.next::<ToWorker>().unwrap());
        }
        let [ToWorker::Call(first), ToWorker::Call(second)] = &messages[..] else { panic!("{messages:?}") };
        assert_eq!(first.arguments.as_json(), arguments);
        assert_eq!(first.scheduled_run_time.time().unwrap().timestamp_subsec_nanos(), 123_456_789);
        assert!(second.arguments.as_json().is_empty());
        assert!(received.0.is_empty());
    }

    #[test]
    fn an_outcome_keeps_its_kind_and_its_text() {
        let kinds = [
            JobErrorKind::Failed,
            JobErrorKind::Panicked,
            JobErrorKind::Arguments,
            JobErrorKind::Output,
            JobErrorKind::NotStarted,
        ];
        for kind in kinds {
            let outcome = Outcome::from(Err(JobError::new(kind, "disk on fire")));
            let sent = serde_json::to_string(&outcome).unwrap();
            let error = JobResult::from(serde_json::from_str::<Outcome>(&sent).unwrap()).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert_eq!(error.to_string(), JobError::new(kind, "disk on fire").to_string());
        }
    }

    #[test]
    fn a_result_arrives_as_it_was_unless_it_is_nested_too_deep() {
        let nested = |depth| (0..depth).fold(Value::Null, |value, _| Value::from(vec![value]));
        let sent = |value| {
            let outcome = FromWorker::Done(Outcome::from(Ok(JobOutput::json(value))));
            let mut received = Received::default();
            received.add(&frame(&outcome).unwrap());
            let Some(FromWorker::Done(outcome)) = received.next().unwrap() else { panic!("another message") };
            JobResult::from(outcome).map(JobOutput::into_json)
        };
        for value in [Value::Null, nested(DEPTH_LIMIT)] {
            assert_eq!(sent(value.clone()).unwrap().as_deref(), Some(&value));
        }
        let error = sent(nested(DEPTH_LIMIT + 1)).unwrap_err();
        assert_eq!(error.kind(), JobErrorKind::Output);
        assert!(error.to_string().contains("nested 121 deep, and 120 at most"), "{error}");
    }

    #[test]
    fn what_is_too_large_is_not_sent_and_not_read() {
        let text = "x".repeat(FRAME_LIMIT);
        assert!(matches!(frame(&text), Err(Unsendable::TooLarge(size)) if size == FRAME_LIMIT + 2));
        let mut received = Received::default();
        received.add(&u32::MAX.to_be_bytes());
        assert!(received.next::<ToWorker>().is_err());
    }

    #[test]
    fn a_large_message_leaves_no_large_buffer() {
        let mut received = Received::default();
        received.add(&frame(&"x".repeat(1 << 20)).unwrap());
        assert!(received.next::<String>().unwrap().is_some());
        assert!(received.0.capacity() <= KEPT_CAPACITY);
    }
}
