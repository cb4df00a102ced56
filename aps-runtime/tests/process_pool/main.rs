//! Jobs in processes of their own.
#![cfg(all(target_os = "linux", feature = "process-pool"))]

mod crashes;
mod environment;
mod harness;
#[path = "../logged/mod.rs"]
mod logged;
mod logs;
mod orphans;
mod results;

aps_runtime::testing::process_worker!();

aps_runtime::testing::executor_contract!(contract, aps_runtime::ProcessPoolExecutor::new(2).max_queue(3));
