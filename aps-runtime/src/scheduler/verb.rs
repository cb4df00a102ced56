use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use super::core::Core;
use crate::activity::Phase;
use crate::error::Error;
use crate::host::blocking;
use crate::job::BoxFuture;

/// Something the scheduler is asked to do; it is done when this is awaited, or when
/// [`wait`](Self::wait) is called on a plain thread.
///
/// ```
/// use aps_runtime::prelude::*;
///
/// async fn in_async_code(scheduler: &Scheduler) -> aps_runtime::Result<()> {
///     scheduler.pause_job("report").await
/// }
///
/// fn in_plain_code(scheduler: &Scheduler) -> aps_runtime::Result<()> {
///     scheduler.pause_job("report").wait()
/// }
/// ```
#[must_use = "nothing is done until this is awaited, or `.wait()` is called on a plain thread"]
pub struct Verb<T> {
    core: Arc<Core>,
    future: BoxFuture<'static, Result<T, Error>>,
    /// Named by a verb that needs the caller's own runtime.
    needs_runtime: Option<&'static str>,
}

impl<T> Verb<T> {
    pub(super) fn new<F>(core: &Arc<Core>, act: impl FnOnce(Arc<Core>) -> F) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Verb::with(core.clone(), act)
    }

    /// As [`new`](Self::new), for who has no use for the core afterwards.
    pub(super) fn with<F>(core: Arc<Core>, act: impl FnOnce(Arc<Core>) -> F) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        // A worker process has a scheduler in name only.
        #[cfg(all(unix, feature = "process-pool"))]
        if let Err(error) = crate::worker::refuse_scheduler() {
            return Verb::of(core, async { Err(error) });
        }
        let future = act(core.clone());
        Verb::of(core, future)
    }

    fn of(core: Arc<Core>, future: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        Verb { core, future: Box::pin(future), needs_runtime: None }
    }

    /// The call by this name must find a runtime around it.
    pub(super) fn in_runtime(self, call: &'static str) -> Self {
        Verb { needs_runtime: Some(call), ..self }
    }

    /// Does it, and blocks this thread until it is done. For threads without an executor
    /// in sight, and for plain `fn` jobs.
    ///
    /// While the scheduler is up, the work is done with the help of the runtime that it
    /// was started in, which has to be driven by another thread.
    ///
    /// # Errors
    ///
    /// Those of the verb; [`WouldBlock`](crate::ErrorKind::WouldBlock) inside async code,
    /// which `wait` would hold up, or block for ever: write `.await` there.
    /// ([`tokio::task::unconstrained`] hides async code from this check; in it, tokio panics.)
    pub fn wait(self) -> Result<T, Error> {
        blocking::refuse_in_async_code("wait", ".await")?;
        let around = Handle::try_current().ok();
        if let Some(call) = self.needs_runtime
            && around.is_none()
        {
            return Err(Error::no_runtime(call));
        }
        blocking::wait(self.core.live_runtime().or(around), self.future)
    }
}

impl<T> Future for Verb<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Verb<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verb")
    }
}

/// Gives a verb with options of its own its two ways: `.await` and `.wait()`.
macro_rules! awaitable {
    ($verb:ident => $output:ty) => {
        impl $verb {
            /// Does it, and blocks this thread until it is done; see
            /// [`Verb::wait`](crate::Verb::wait).
            ///
            /// # Errors
            ///
            /// As there.
            pub fn wait(self) -> Result<$output, $crate::Error> {
                self.into_verb().wait()
            }
        }

        impl IntoFuture for $verb {
            type Output = Result<$output, $crate::Error>;
            type IntoFuture = $crate::scheduler::Verb<$output>;

            fn into_future(self) -> Self::IntoFuture {
                self.into_verb()
            }
        }
    };
}

pub(super) use awaitable;

impl Core {
    /// The runtime that the scheduler is up in.
    fn live_runtime(&self) -> Option<Handle> {
        let up = !matches!(self.activity.phase(), Phase::New | Phase::Starting | Phase::Stopped);
        self.runtime().filter(|_| up)
    }
}
