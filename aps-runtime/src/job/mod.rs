//! What a job is: its identity, its function, its arguments and its options.

mod arguments;
mod context;
mod definition;
mod error;
mod id;
mod inject;
mod options;
mod output;
mod record;
mod retry;
mod states;

pub use arguments::{Arguments, JobCall, decode_arguments, no_arguments};
pub use context::JobContext;
pub use definition::{BoxFuture, JobBody, JobFunction, ScheduledJob, SourceLocation};
pub use error::{JobError, JobErrorKind};
pub use id::JobId;
pub use inject::{Inject, State};
pub use options::{JobDefaults, JobOptions, MisfireGraceTime, OnNodeLoss};
pub use output::{IntoJobResult, JobOutput, JobResult, Json};
pub use record::JobRecord;
pub use retry::Retry;
pub use states::{StateParameter, StateType};

pub(crate) use states::States;
