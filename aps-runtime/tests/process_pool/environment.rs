use std::collections::BTreeMap;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{Executor, JobErrorKind, ProcessPoolExecutor};

use crate::harness::Pool;
use crate::results::process_id;

#[job]
fn environment() -> Json<BTreeMap<String, String>> {
    Json(std::env::vars().collect())
}

#[job]
fn command_line_and_stdin() -> Json<(Vec<String>, String)> {
    let stdin = std::fs::read_link("/proc/self/fd/0").unwrap();
    Json((std::env::args().skip(1).collect(), stdin.display().to_string()))
}

#[job]
fn take_memory(bytes: usize) -> Json<u8> {
    let taken = vec![1_u8; bytes];
    Json(std::hint::black_box(&taken)[bytes / 2])
}

#[job]
fn use_threads() -> Json<usize> {
    let threads: Vec<_> = (0..32).map(|_| std::thread::spawn(|| vec![1_u8; 1 << 16].len())).collect();
    Json(threads.into_iter().map(|thread| thread.join().unwrap()).sum())
}

#[job]
fn compute() {
    let mut number = 1_u64;
    loop {
        number = std::hint::black_box(number.wrapping_mul(3));
    }
}

#[tokio::test]
async fn the_environment_is_what_was_allowed() {
    let executor = ProcessPoolExecutor::new(1)
        .env("COLOUR", "blue")
        .inherit_env("CARGO_PKG_NAME")
        .inherit_env("NOT_SET");
    let mut pool = Pool::started(executor).await;
    let told = pool.run(environment::job()).await.unwrap();
    let variables: BTreeMap<String, String> = serde_json::from_str(&told).unwrap();
    assert_eq!(variables["COLOUR"], "blue");
    assert_eq!(variables["CARGO_PKG_NAME"], "aps-runtime");
    assert!(variables.contains_key("PATH"));
    assert!(!variables.contains_key("CARGO_MANIFEST_DIR"));
    let told = pool.run(command_line_and_stdin::job()).await.unwrap();
    assert_eq!(
        told,
        "[[\"aps_process_worker\",\"--exact\",\"--nocapture\",\"--test-threads=1\"],\"/dev/null\"]"
    );
    pool.shutdown().await;
}

#[tokio::test]
async fn who_takes_too_much_memory_dies_of_it_alone() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1).memory_limit(128 << 20)).await;
    assert_eq!(pool.run(take_memory::job(16 << 20)).await.unwrap(), "1");
    // What threads only reserve does not count.
    assert_eq!(pool.run(use_threads::job()).await.unwrap(), (32 << 16).to_string());
    let error = pool.run(take_memory::job(1 << 30)).await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::Crashed);
    let told = error.to_string();
    assert!(told.contains("SIGABRT") && told.contains("`memory_limit` is 134217728 bytes"), "{told}");
    assert!(told.contains("memory allocation of 1073741824 bytes failed"), "{told}");
    pool.run(process_id::job()).await.unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn who_computes_for_too_long_is_killed() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1).cpu_time_limit(Duration::from_millis(1))).await;
    let error = pool.run(compute::job()).await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::Crashed);
    let told = error.to_string();
    assert!(told.contains("SIGXCPU") && told.contains("`cpu_time_limit` of 1ms"), "{told}");
    pool.shutdown().await;
}

#[tokio::test]
async fn a_worker_that_cannot_start_is_an_error_of_the_run_with_its_words() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1).memory_limit(1)).await;
    let error = pool.run(process_id::job()).await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::NotStarted);
    assert!(
        error.to_string().starts_with("not started: before the job began, the worker process died: "),
        "{error}"
    );
    assert!(error.to_string().contains("and its `memory_limit` is 1 bytes"), "{error}");
    pool.shutdown().await;
}

#[test]
fn sizes_of_nought_are_told_when_the_scheduler_is_built() {
    let pool = ProcessPoolExecutor::new(0);
    let told = pool.start().unwrap_err().to_string();
    assert!(told.starts_with("`ProcessPoolExecutor::new(0)` could run nothing\n  = help: "), "{told}");
    let error = Scheduler::builder().executor("processes", pool).build().unwrap_err();
    assert_eq!(error.kind(), aps_runtime::ErrorKind::InvalidOption);
    assert_eq!(error.to_string(), format!("executor `processes`: {told}"));
}
