//! Jobs that go to files and come from them.

mod check;
mod export;
mod hostile;
mod import;
mod mistakes;
mod round_trip;
mod together;

use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use aps_runtime::ImportJobs;
use aps_runtime::prelude::*;

const HOURLY: &str =
    r#"{"id": "hourly", "function": "scheduler::harness::succeed", "trigger": {"cron": "0 * * * *"}}"#;

/// A file of these jobs.
fn file(jobs: &[&str]) -> String {
    format!("{{\"format\": \"aps-jobs\", \"version\": 1, \"jobs\": [\n{}\n]}}\n", jobs.join(",\n"))
}

/// What is in all stores, as a file.
async fn exported(scheduler: &Scheduler) -> String {
    scheduler.export_jobs_to(io::sink()).await.unwrap().json().to_owned()
}

fn import(scheduler: &Scheduler, text: impl Into<Vec<u8>>) -> ImportJobs {
    scheduler.import_jobs_from(Cursor::new(text.into()))
}

/// A directory of this test's own.
fn directory(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

#[job]
async fn greet(_name: String) {}

/// Takes whatever it is given.
#[job]
async fn take(_first: serde_json::Value, _second: (i64, u64, f64), _third: Option<String>) {}
