//! What a job is: its identity, its function, its arguments and its options.

mod arguments;
mod callee;
mod context;
mod definition;
mod error;
mod id;
mod into_job;
mod into_trigger;
mod labels;
mod options;
mod record;

pub use arguments::{Arguments, JobCall, decode_arguments, no_arguments};
pub use callee::{Callee, Closure};
pub use context::JobContext;
pub use definition::{BoxFuture, JobBody, JobFunction, ScheduledJob, SourceLocation};
pub use error::{IntoJobResult, JobError, JobErrorKind, JobResult};
pub use id::JobId;
pub use into_job::{ByAsyncFn, ByAsyncFnWithContext, ByCall, ByFn, ByFnWithContext, IntoJob, NewJob};
pub use into_trigger::{IntoTrigger, Now};
pub use labels::Labels;
pub use options::{JobDefaults, JobOptions, MisfireGraceTime};
pub use record::JobRecord;

pub(crate) use callee::{Callable, Code};
pub(crate) use labels::LabelChange;
