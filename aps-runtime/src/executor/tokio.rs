use std::sync::{PoisonError, RwLock};

use tokio::runtime::Handle;

use super::{Executor, ExecutorError, Rejected, Run};

/// Runs `async fn` jobs as tasks of the tokio runtime that the scheduler was
/// started in, and plain `fn` jobs on that runtime's pool for blocking work.
#[derive(Debug, Default)]
pub struct TokioExecutor {
    runtime: RwLock<Option<Handle>>,
}

impl TokioExecutor {
    /// A new executor.
    pub fn new() -> Self {
        TokioExecutor::default()
    }
}

impl Executor for TokioExecutor {
    fn start(&self) -> Result<(), ExecutorError> {
        *self.runtime.write().unwrap_or_else(PoisonError::into_inner) = Some(Handle::try_current()?);
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        // Cloned: a runtime that is gone drops the run at once, which may call the user's code.
        let runtime = self.runtime.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(runtime) = runtime else {
            return Err(Rejected::new(run, "the tokio executor is not running"));
        };
        match run {
            Run::Async(run) => drop(runtime.spawn(run.execute())),
            Run::Blocking(run) => drop(runtime.spawn_blocking(|| run.execute())),
        }
        Ok(())
    }

    fn shutdown(&self) {
        *self.runtime.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
