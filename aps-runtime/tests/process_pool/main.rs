//! Jobs in processes of their own.
#![cfg(all(target_os = "linux", feature = "process-pool"))]

mod crashes;
mod environment;
mod harness;
mod logs;
mod orphans;
mod results;

aps_runtime::testing::process_worker!();
