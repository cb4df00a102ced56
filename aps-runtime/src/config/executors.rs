//! The executors of this crate, as a configuration names and describes them.

use serde::Deserialize;

use super::types::{ExecutorType, built_in};
use super::with;
use crate::executor::{ThreadPoolExecutor, TokioExecutor};
use crate::job::vocabulary::{Count, Length};

/// As many as APScheduler's pools have.
const MAX_WORKERS: usize = 10;

pub(super) const BUILT_IN: &[ExecutorType] = &[
    built_in!("threadpool", executor, thread_pool),
    built_in!("tokio", executor, tokio),
    #[cfg(all(unix, feature = "process-pool"))]
    built_in!("processpool", executor, processes::pool),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThreadPool {
    max_workers: Option<Count>,
    max_queue: Option<usize>,
    name: Option<String>,
    idle_timeout: Option<Length>,
}

fn thread_pool(options: ThreadPool) -> ThreadPoolExecutor {
    let pool = ThreadPoolExecutor::new(options.max_workers.map_or(MAX_WORKERS, as_usize));
    let pool = with(pool, options.max_queue, ThreadPoolExecutor::max_queue);
    let pool = with(pool, options.name, ThreadPoolExecutor::name);
    with(pool, options.idle_timeout.map(|Length(time)| time), ThreadPoolExecutor::idle_timeout)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokio {
    max_concurrency: Option<Count>,
    max_queue: Option<usize>,
}

fn tokio(options: Tokio) -> TokioExecutor {
    let tokio = TokioExecutor::new();
    let tokio = with(tokio, options.max_concurrency.map(as_usize), TokioExecutor::max_concurrency);
    with(tokio, options.max_queue, TokioExecutor::max_queue)
}

fn as_usize(Count(number): Count) -> usize {
    usize::try_from(number.get()).unwrap_or(usize::MAX)
}

#[cfg(all(unix, feature = "process-pool"))]
mod processes {
    use serde::Deserialize;
    use std::collections::BTreeMap;

    use super::super::size::Size;
    use super::{Count, Length, MAX_WORKERS, as_usize, with};
    use crate::executor::ProcessPoolExecutor;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct ProcessPool {
        max_workers: Option<Count>,
        max_queue: Option<usize>,
        max_runs_per_worker: Option<Count>,
        memory_limit: Option<Size>,
        cpu_time_limit: Option<Length>,
        #[serde(default)]
        env: BTreeMap<String, String>,
        #[serde(default)]
        inherit_env: Vec<String>,
    }

    pub(super) fn pool(options: ProcessPool) -> ProcessPoolExecutor {
        let pool = ProcessPoolExecutor::new(options.max_workers.map_or(MAX_WORKERS, as_usize));
        let pool = with(pool, options.max_queue, ProcessPoolExecutor::max_queue);
        let runs = options.max_runs_per_worker.map(|Count(runs)| runs.get());
        let pool = with(pool, runs, ProcessPoolExecutor::max_runs_per_worker);
        let pool = with(pool, options.memory_limit.map(Size::bytes), ProcessPoolExecutor::memory_limit);
        let limit = options.cpu_time_limit.map(|Length(limit)| limit);
        let pool = with(pool, limit, ProcessPoolExecutor::cpu_time_limit);
        let pool = options.env.into_iter().fold(pool, |pool, (name, value)| pool.env(name, value));
        options.inherit_env.into_iter().fold(pool, ProcessPoolExecutor::inherit_env)
    }
}

/// For the reference.
#[cfg(test)]
#[cfg(all(unix, feature = "process-pool", feature = "yaml", feature = "sqlite", feature = "mongodb"))]
#[cfg(all(feature = "postgres", feature = "mysql", feature = "redis"))]
pub(super) fn keys() -> [(&'static str, &'static [&'static str]); 3] {
    use super::fields::fields_of;
    [
        ("`executors`, of the type `threadpool`", fields_of::<ThreadPool>()),
        ("`executors`, of the type `tokio`", fields_of::<Tokio>()),
        ("`executors`, of the type `processpool`", fields_of::<processes::ProcessPool>()),
    ]
}
