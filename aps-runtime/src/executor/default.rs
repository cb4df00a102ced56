use super::{Executor, ExecutorError, Rejected, Run, ThreadPoolExecutor, TokioExecutor};

/// Runs `async fn` jobs on tokio and plain `fn` jobs on a pool of ten threads,
/// as many as APScheduler's default executor has.
#[derive(Debug)]
pub struct DefaultExecutor {
    tasks: TokioExecutor,
    threads: ThreadPoolExecutor,
}

impl DefaultExecutor {
    const THREADS: usize = 10;
}

impl Default for DefaultExecutor {
    fn default() -> Self {
        DefaultExecutor { tasks: TokioExecutor::new(), threads: ThreadPoolExecutor::new(Self::THREADS) }
    }
}

impl Executor for DefaultExecutor {
    fn start(&self) -> Result<(), ExecutorError> {
        self.tasks.start()?;
        self.threads.start()
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        match run {
            Run::Async(_) => self.tasks.submit(run),
            Run::Blocking(_) => self.threads.submit(run),
        }
    }

    fn shutdown(&self) {
        self.tasks.shutdown();
        self.threads.shutdown();
    }
}
