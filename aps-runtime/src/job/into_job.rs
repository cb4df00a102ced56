use std::any::type_name;
use std::sync::Arc;

use super::callee::{Callable, Callee, Closure, Code};
use super::{Arguments, IntoJobResult, JobCall, JobContext};
use crate::error::Error;

/// What a job can be made of: what [`Scheduler::add_job`](crate::Scheduler::add_job) takes.
///
/// * A call of a function with `#[job]`: `send_mail::job("ann@example.org".into())`. Its
///   name and its arguments are data, so any store keeps it.
/// * A closure or a plain function, `async` or not, without parameters or with one
///   [`JobContext`]. It exists in this process only, so only stores that [keep
///   closures](crate::JobStore::keeps_closures) can keep it, such as
///   [`MemoryStore`](crate::MemoryStore).
///
/// A job that is not `async` may block: it runs on a thread of its executor. For what a job may
/// return, see [`IntoJobResult`].
///
/// ```
/// use aps_runtime::prelude::*;
///
/// #[job]
/// async fn greet(name: String) {
///     println!("hello, {name}");
/// }
///
/// fn tidy_up() -> std::io::Result<()> {
///     Ok(())
/// }
///
/// # fn main() -> aps_runtime::Result<()> {
/// let scheduler = Scheduler::builder().build()?;
/// let hourly = CronTrigger::parse("0 * * * *")?;
/// scheduler.add_job(greet::job("Ann".into()), hourly.clone()).wait()?;
/// scheduler.add_job(tidy_up, hourly.clone()).wait()?;
/// let greeting = "hello".to_owned();
/// scheduler
///     .add_job(
///         move |ctx: JobContext| {
///             let greeting = greeting.clone();
///             async move { println!("{greeting} from {}", ctx.job_id()) }
///         },
///         hourly,
///     )
///     .wait()?;
/// # Ok(())
/// # }
/// ```
///
/// The parameter `Marker` only tells the implementations apart; leave it to the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something that a job can call",
    label = "neither a call of a `#[job]` function, nor a function without arguments",
    note = "a function with arguments is annotated with `#[job]` and given as `the_function::job(its, arguments)`",
    note = "without arguments, or with a `JobContext` only, the function itself is given: `tick`, not `tick()`",
    note = "a closure has no parameters or one, `|ctx: JobContext|`; it is `Send + Sync + 'static`, and returns what a job returns: `()`, `Json<T>`, or a `Result` of either"
)]
pub trait IntoJob<Marker> {
    /// The job, ready to be added.
    fn into_job(self) -> NewJob;
}

/// What is to be called, and with what: made by [`IntoJob`].
#[derive(Debug)]
pub struct NewJob(Result<(Called, Arguments), Error>);

#[derive(Debug)]
enum Called {
    Registered(&'static str),
    Closure(Arc<Closure>),
}

impl NewJob {
    /// `shared` gives the one copy of a function's name that all its jobs share.
    pub(crate) fn into_parts(
        self,
        shared: impl FnOnce(&'static str) -> Arc<str>,
    ) -> Result<(Callee, Arguments), Error> {
        let (called, arguments) = self.0?;
        let function = match called {
            Called::Registered(name) => Callee::Registered(shared(name)),
            Called::Closure(closure) => Callee::Closure(closure),
        };
        Ok((function, arguments))
    }

    fn closure<F>(code: Code) -> Self {
        let closure = Closure::new(type_name::<F>(), code);
        NewJob(Ok((Called::Closure(Arc::new(closure)), Arguments::default())))
    }
}

/// Which [`IntoJob`] is meant.
#[derive(Debug)]
pub struct ByCall;

impl IntoJob<ByCall> for JobCall {
    fn into_job(self) -> NewJob {
        NewJob(self.into_parts().map(|(function, arguments)| (Called::Registered(function), arguments)))
    }
}

/// Which [`IntoJob`] is meant.
#[derive(Debug)]
pub struct ByAsyncFn;

impl<F, Fut> IntoJob<ByAsyncFn> for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoJobResult> + Send + 'static,
{
    fn into_job(self) -> NewJob {
        let call = move |_| -> super::BoxFuture<'static, _> {
            let future = self();
            Box::pin(async move { future.await.into_job_result() })
        };
        NewJob::closure::<F>(Code::Async(Callable::Closure(Arc::new(call))))
    }
}

/// Which [`IntoJob`] is meant.
#[derive(Debug)]
pub struct ByAsyncFnWithContext;

impl<F, Fut> IntoJob<ByAsyncFnWithContext> for F
where
    F: Fn(JobContext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoJobResult> + Send + 'static,
{
    fn into_job(self) -> NewJob {
        let call = move |context| -> super::BoxFuture<'static, _> {
            let future = self(context);
            Box::pin(async move { future.await.into_job_result() })
        };
        NewJob::closure::<F>(Code::Async(Callable::Closure(Arc::new(call))))
    }
}

/// Which [`IntoJob`] is meant.
#[derive(Debug)]
pub struct ByFn;

impl<F, R> IntoJob<ByFn> for F
where
    F: Fn() -> R + Send + Sync + 'static,
    R: IntoJobResult,
{
    fn into_job(self) -> NewJob {
        let call = move |_| self().into_job_result();
        NewJob::closure::<F>(Code::Blocking(Callable::Closure(Arc::new(call))))
    }
}

/// Which [`IntoJob`] is meant.
#[derive(Debug)]
pub struct ByFnWithContext;

impl<F, R> IntoJob<ByFnWithContext> for F
where
    F: Fn(JobContext) -> R + Send + Sync + 'static,
    R: IntoJobResult,
{
    fn into_job(self) -> NewJob {
        let call = move |context| self(context).into_job_result();
        NewJob::closure::<F>(Code::Blocking(Callable::Closure(Arc::new(call))))
    }
}
