use std::fmt;
use std::sync::Arc;

use super::{Arguments, BoxFuture, JobBody, JobContext, JobResult};

/// What a job calls.
#[derive(Clone)]
pub enum Callee {
    /// A function that was annotated with `#[job]`, by its registered name. Any store
    /// can keep that.
    Registered(Arc<str>),
    /// Code of this process. Only a store that [keeps
    /// closures](crate::JobStore::keeps_closures) can keep it.
    Closure(Arc<Closure>),
}

impl Callee {
    /// The registered name of the function, or what the compiler calls the closure.
    pub fn name(&self) -> &str {
        match self {
            Callee::Registered(name) => name,
            Callee::Closure(closure) => closure.name,
        }
    }
}

impl fmt::Debug for Callee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.name(), f)
    }
}

/// A closure, or a function without `#[job]`, that was given to
/// [`Scheduler::add_job`](crate::Scheduler::add_job).
pub struct Closure {
    name: &'static str,
    code: Code,
}

impl Closure {
    pub(crate) fn new(name: &'static str, code: Code) -> Self {
        Closure { name, code }
    }

    /// What the compiler calls it: `shop::main::{{closure}}`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn code(&self) -> &Code {
        &self.code
    }
}

impl fmt::Debug for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Closure({})", self.name)
    }
}

/// What a run calls, found and ready: a registered function or a closure.
#[derive(Clone)]
pub(crate) enum Code {
    Async(Callable<BoxFuture<'static, JobResult>>),
    Blocking(Callable<JobResult>),
}

impl From<JobBody> for Code {
    fn from(body: JobBody) -> Self {
        match body {
            JobBody::Async(function) => Code::Async(Callable::Function(function)),
            JobBody::Blocking(function) => Code::Blocking(Callable::Function(function)),
        }
    }
}

pub(crate) enum Callable<R> {
    Function(fn(JobContext, &Arguments) -> R),
    Closure(Arc<dyn Fn(JobContext) -> R + Send + Sync>),
}

impl<R> Callable<R> {
    pub(crate) fn call(&self, context: JobContext, arguments: &Arguments) -> R {
        match self {
            Callable::Function(function) => function(context, arguments),
            Callable::Closure(closure) => closure(context),
        }
    }
}

/// By hand, since `R` need not be cloned.
impl<R> Clone for Callable<R> {
    fn clone(&self) -> Self {
        match self {
            Callable::Function(function) => Callable::Function(*function),
            Callable::Closure(closure) => Callable::Closure(closure.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Callee;

    /// A job is kept in some 300 bytes, and there may be a million of them.
    #[test]
    fn a_callee_is_no_larger_than_a_name() {
        assert_eq!(size_of::<Callee>(), size_of::<std::sync::Arc<str>>());
    }
}
