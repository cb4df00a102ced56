use super::{Executor, ExecutorError, Rejected, Run, ThreadPoolExecutor, TokioExecutor};

/// Runs `async fn` jobs on tokio and plain `fn` jobs on a pool of ten threads,
/// as many as APScheduler's default executor has.
///
/// It is [full](Executor::capacity) when it holds 100,000 runs, of both kinds together. So many
/// take up to about 100 megabytes, and a program that keeps up with its work never has as many.
/// The limit is higher than that of a thread pool, because all async runs go on at once,
/// whereas most runs in a pool only wait for a thread.
#[derive(Debug)]
pub struct DefaultExecutor {
    tasks: TokioExecutor,
    threads: ThreadPoolExecutor,
}

impl DefaultExecutor {
    const THREADS: usize = 10;
    const CAPACITY: usize = 100_000;
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

    fn submit_all(&self, runs: Vec<Run>) -> Vec<Rejected> {
        let (tasks, threads) = runs.into_iter().partition(|run| matches!(run, Run::Async(_)));
        let mut rejected = self.tasks.submit_all(tasks);
        rejected.append(&mut self.threads.submit_all(threads));
        rejected
    }

    fn shutdown(&self) {
        self.tasks.shutdown();
        self.threads.shutdown();
    }

    fn capacity(&self) -> Option<usize> {
        Some(Self::CAPACITY)
    }
}
