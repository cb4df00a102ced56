use std::sync::{Mutex, PoisonError};

use aps_runtime::{Executor, ExecutorError, Rejected, Run};
use tokio::runtime::Handle;

/// Gives each run a thread of its own, to at most a hundred at a time.
#[derive(Debug, Default)]
pub struct ThreadPerRun {
    /// For `async fn` jobs; `None` while it is shut down.
    runtime: Mutex<Option<Handle>>,
}

impl ThreadPerRun {
    fn set(&self, runtime: Option<Handle>) {
        *self.runtime.lock().unwrap_or_else(PoisonError::into_inner) = runtime;
    }
}

impl Executor for ThreadPerRun {
    fn start(&self) -> Result<(), ExecutorError> {
        self.set(Some(Handle::try_current()?));
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        let runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(runtime) = runtime else {
            return Err(Rejected::new(run, "this executor is shut down"));
        };
        let thread = std::thread::Builder::new().spawn(move || match run {
            Run::Async(run) => runtime.block_on(run.execute()),
            Run::Blocking(run) => run.execute(),
        });
        // Without a thread the run was dropped, and that is told.
        drop(thread);
        Ok(())
    }

    fn shutdown(&self) {
        self.set(None);
    }

    fn capacity(&self) -> Option<usize> {
        Some(100)
    }
}
