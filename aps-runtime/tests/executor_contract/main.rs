//! Every executor of this crate keeps to the contract, and what breaks it is caught.

mod broken;
#[path = "../../docs/thread_per_run.rs"]
mod thread_per_run;

use aps_runtime::testing::executor_contract;
use aps_runtime::{DefaultExecutor, ThreadPoolExecutor, TokioExecutor};

executor_contract!(default, DefaultExecutor::default());
executor_contract!(tokio_tasks, TokioExecutor::new());
executor_contract!(few_tokio_tasks, TokioExecutor::new().max_concurrency(2).max_queue(3));
executor_contract!(threads, ThreadPoolExecutor::new(3));
executor_contract!(one_thread, ThreadPoolExecutor::new(1).max_queue(3));
// The example of the documentation.
executor_contract!(of_the_documentation, crate::thread_per_run::ThreadPerRun::default());
