use std::fmt;
use std::pin::Pin;

use aps_triggers::AnyTrigger;

use super::{Arguments, JobCall, JobContext, JobError, JobOptions, JobResult, StateType};

/// A future on the heap, as traits that are used behind `dyn` return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What one attribute adds to the program: an element of the link-time slice.
#[derive(Debug)]
pub struct Registration {
    /// Of the attribute that is next to the function.
    pub function: Option<JobFunction>,
    /// Of a `#[scheduled_job]`.
    pub job: Option<ScheduledJob>,
}

/// A function that was annotated with `#[job]` or `#[scheduled_job]`. Stores keep only
/// its name.
#[derive(Debug)]
pub struct JobFunction {
    /// The registered name: `module_path::function` unless the attribute says otherwise.
    pub name: &'static str,
    /// How to call it.
    pub body: JobBody,
    /// Whether stored arguments fit its parameters. It is not called.
    pub check: fn(&Arguments) -> Result<(), JobError>,
    /// The shared state that it has parameters for.
    pub states: &'static [StateType],
    /// Where it stands in the source.
    pub location: SourceLocation,
}

/// How a registered function is called with its stored arguments.
#[derive(Clone, Copy)]
pub enum JobBody {
    /// An `async fn`.
    Async(fn(JobContext, &Arguments) -> BoxFuture<'static, JobResult>),
    /// A plain `fn`, which may block.
    Blocking(fn(JobContext, &Arguments) -> JobResult),
}

impl fmt::Debug for JobBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JobBody::Async(_) => "Async",
            JobBody::Blocking(_) => "Blocking",
        })
    }
}

/// A job that `#[scheduled_job]` declares.
#[derive(Debug)]
pub struct ScheduledJob {
    /// The job's id.
    pub id: &'static str,
    /// The [`JobFunction::name`] it runs.
    pub function: &'static str,
    /// Makes the call, with the arguments that the attribute gives.
    pub call: fn() -> JobCall,
    /// When, baked by the compiler.
    pub trigger: &'static AnyTrigger,
    /// What the attribute says besides.
    pub options: JobOptions,
    /// Where the attribute stands in the source.
    pub location: SourceLocation,
}

/// A place in the source of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLocation {
    /// The module, as `module_path!` gives it.
    pub module: &'static str,
    /// The file, as `file!` gives it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl SourceLocation {
    /// The crate, which is the first part of the module path.
    pub fn crate_name(&self) -> &'static str {
        self.module.split_once("::").map_or(self.module, |(first, _)| first)
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
