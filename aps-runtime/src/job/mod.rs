//! What a job is: its identity, its function, its arguments and its options.

mod arguments;
mod context;
mod definition;
mod error;
mod id;
mod options;
mod record;

pub use arguments::{Arguments, JobCall, Storable, decode_arguments, no_arguments};
pub use context::JobContext;
pub use definition::{BoxFuture, JobBody, JobFunction, ScheduledJob, SourceLocation};
pub use error::{IntoJobResult, JobError, JobErrorKind, JobResult};
pub use id::{JobId, default_id};
pub use options::{JobDefaults, JobOptions, MisfireGraceTime};
pub use record::JobRecord;
