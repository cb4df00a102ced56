use std::fmt;
use std::sync::Arc;

use crate::job::{Arguments, Callee, JobContext, JobRecord};

/// One attempt of a run, as [`Run::execute_with`](super::Run::execute_with) gives it to an
/// executor that runs jobs elsewhere: what to call, and with what.
#[derive(Clone)]
pub struct Call {
    job: Arc<JobRecord>,
    context: JobContext,
}

impl Call {
    pub(super) fn new(job: Arc<JobRecord>, context: JobContext) -> Self {
        Call { job, context }
    }

    /// The function, by its registered name.
    pub fn function(&self) -> &Callee {
        &self.job.function
    }

    /// The arguments to call it with.
    pub fn arguments(&self) -> &Arguments {
        &self.job.arguments
    }

    /// Which job it is, for which time, which attempt it is, and its deadline.
    pub fn context(&self) -> &JobContext {
        &self.context
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call(`{}` of `{}`)", self.job.function.name(), self.job.id)
    }
}
