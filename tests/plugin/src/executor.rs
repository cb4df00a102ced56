use std::thread;

use aps_runtime::{Executor, ExecutorError, Rejected, Run};
use serde::Deserialize;

/// Gives each plain `fn` a thread of its own, which has a name.
#[derive(Debug)]
struct NamedThreads {
    name: String,
}

#[derive(Deserialize)]
struct NamedThreadsOptions {
    name: String,
}

impl NamedThreads {
    fn from_options(options: NamedThreadsOptions) -> Result<Self, ExecutorError> {
        let NamedThreadsOptions { name } = options;
        if name.contains('\0') {
            Err("a name of threads has no zero byte".into())
        } else {
            Ok(NamedThreads { name })
        }
    }
}

aps_runtime::executor_type!("named_threads", NamedThreads::from_options);

impl Executor for NamedThreads {
    fn start(&self) -> Result<(), ExecutorError> {
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        let run = match run {
            Run::Blocking(run) => run,
            run @ Run::Async(_) => return Err(Rejected::new(run, "named threads are for plain functions")),
        };
        // Without a thread the run was dropped, and that is told.
        drop(thread::Builder::new().name(self.name.clone()).spawn(|| run.execute()));
        Ok(())
    }

    fn shutdown(&self) {}

    fn capacity(&self) -> Option<usize> {
        None
    }
}
