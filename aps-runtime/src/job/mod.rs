//! What a job is: its identity, its function, its arguments and its options.

mod arguments;
mod callee;
mod cancellation;
mod context;
mod definition;
#[cfg(any(feature = "config", feature = "_stored", all(unix, feature = "process-pool")))]
mod depth;
mod error;
mod id;
mod id_text;
mod inject;
mod into_job;
mod into_trigger;
mod labels;
mod numbers;
mod options;
mod output;
mod record;
mod retry;
mod run_end;
mod states;
#[cfg(feature = "_stored")]
mod stored;
mod unique;
pub(crate) mod vocabulary;

pub use arguments::{Arguments, Codec, JobCall, Storable, codec, no_arguments};
pub use callee::{Callee, Closure};
pub use context::JobContext;
pub use definition::{BoxFuture, JobBody, JobFunction, Registration, ScheduledJob, SourceLocation};
pub use error::{JobError, JobErrorKind};
pub use id::{JobId, default_id};
pub use inject::{Inject, State};
pub use into_job::{ByAsyncFn, ByAsyncFnWithContext, ByCall, ByFn, ByFnWithContext, IntoJob, NewJob};
pub use into_trigger::{IntoTrigger, Now};
pub use labels::Labels;
pub use options::{JobDefaults, JobOptions, MisfireGraceTime, OnNodeLoss};
pub use output::{IntoJobResult, JobOutput, JobResult, Json};
pub use record::{JobRecord, JobSettings};
pub use retry::Retry;
pub use run_end::{RunEnd, RunOutcome, RunTicket};
pub use states::StateType;
#[cfg(feature = "_stored")]
pub use stored::StoredJob;

#[cfg(any(feature = "config", feature = "_stored"))]
pub(crate) use arguments::MAX_ARGUMENTS_DEPTH;
#[cfg(feature = "config")]
pub(crate) use arguments::MAX_ARGUMENTS_SIZE;
pub(crate) use callee::{Callable, Code};
pub(crate) use cancellation::{CancelReason, Cancellation};
pub(crate) use context::Attempt;
#[cfg(all(unix, feature = "process-pool"))]
pub(crate) use depth::depth;
pub(crate) use labels::LabelChange;
pub(crate) use output::Hidden;
pub(crate) use states::States;
pub(crate) use unique::{first_revision, is_of_job};
