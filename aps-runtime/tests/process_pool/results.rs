use std::collections::HashSet;
use std::num::NonZeroU32;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobErrorKind, ProcessPoolExecutor, RunState};

use crate::harness::{Pool, exists, file, kill, until};

#[job]
fn add(a: u64, b: f64) -> Json<(u64, f64)> {
    Json((a, b))
}

#[job]
async fn sleep_a_little() -> Json<&'static str> {
    // A runtime is around it, with its timers.
    tokio::task::spawn(tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()))
        .await
        .unwrap()
        .unwrap_err();
    Json("slept")
}

#[job]
fn wait_by_the_handle() {
    let runtime = tokio::runtime::Handle::current();
    let never = async { tokio::time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await };
    runtime.block_on(never).unwrap_err();
}

#[job]
fn fail() -> std::io::Result<()> {
    Err(std::io::Error::other("disk on fire"))
}

#[derive(Debug)]
struct Unreadable(std::io::Error);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the order cannot be read")
    }
}

impl std::error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[job]
fn read_order() -> Result<(), Unreadable> {
    fail().map_err(Unreadable)
}

#[job]
async fn panic() {
    panic!("this was not meant to happen");
}

#[job]
pub fn process_id() -> Json<u32> {
    Json(process::id())
}

#[job]
fn describe(ctx: JobContext) -> Json<(String, i64, u32, bool, bool)> {
    let is_ahead = ctx.deadline().is_some_and(|deadline| deadline > ctx.now());
    let time = ctx.scheduled_run_time().timestamp();
    Json((ctx.job_id().to_string(), time, ctx.attempt(), is_ahead, ctx.is_cancelled()))
}

#[job]
fn ask_the_scheduler(ctx: JobContext) -> Result<(), aps_runtime::Error> {
    assert_eq!(ctx.scheduler().pause().unwrap_err().kind(), ErrorKind::NotRunning);
    assert_eq!(ctx.scheduler().start().wait().unwrap_err().kind(), ErrorKind::WorkerProcess);
    ctx.scheduler().add_job(fail::job(), Now).wait().map(drop)
}

#[job]
fn text_of(size: usize) -> Json<String> {
    Json("x".repeat(size))
}

#[job]
fn counted() -> Json<u32> {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    Json(RUNS.fetch_add(1, Ordering::Relaxed) + 1)
}

#[tokio::test]
async fn results_errors_and_panics_come_back_from_another_process() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    // JSON read the fast way would make another number of this one.
    assert_eq!(
        pool.run(add::job(u64::MAX, 31.245_270_191_439_438)).await.unwrap(),
        "[18446744073709551615,31.245270191439438]"
    );
    assert_eq!(pool.run(sleep_a_little::job()).await.unwrap(), "\"slept\"");
    assert_eq!(pool.run(wait_by_the_handle::job()).await.unwrap(), "nothing");
    let error = pool.run(fail::job()).await.unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (JobErrorKind::Failed, "disk on fire".into()));
    let error = pool.run(read_order::job()).await.unwrap_err();
    assert_eq!(error.to_string(), "the order cannot be read");
    assert_eq!(error.cause().source().map(ToString::to_string).as_deref(), Some("disk on fire"));
    let error = pool.run(panic::job()).await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::Panicked);
    assert_eq!(error.to_string(), "panicked: this was not meant to happen");
    let id: u32 = pool.run(process_id::job()).await.unwrap().parse().unwrap();
    assert!(id != process::id() && exists(id));
    assert_eq!(pool.run(process_id::job()).await.unwrap(), id.to_string());
    pool.shutdown().await;
    until(|| !exists(id)).await;
}

#[tokio::test]
async fn a_run_knows_what_it_is_and_has_no_scheduler() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let job = pool.add(describe::job()).id("it").timeout(Duration::from_secs(600)).await.unwrap();
    let told = pool.outcome().await.unwrap();
    assert!(told.starts_with("[\"it\",") && told.ends_with(",1,true,false]"), "{job:?} {told}");
    let error = pool.run(ask_the_scheduler::job()).await.unwrap_err();
    assert!(error.to_string().starts_with("the scheduler is in another process: "), "{error}");
    pool.shutdown().await;
}

#[tokio::test]
async fn a_large_result_comes_back_and_a_too_large_one_costs_its_run_only() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    assert_eq!(pool.run(text_of::job(1 << 20)).await.unwrap().len(), (1 << 20) + 2);
    let before = pool.run(process_id::job()).await.unwrap();
    let error = pool.run(text_of::job(64 << 20)).await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::Output);
    let told = error.to_string();
    assert!(told.contains("67108884 bytes, and 67108864 at most can leave a worker"), "{told}");
    assert_eq!(pool.run(process_id::job()).await.unwrap(), before);
    pool.shutdown().await;
}

#[tokio::test]
async fn arguments_that_are_too_large_are_an_error_of_the_run() {
    #[job]
    fn take(_: String) {}
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let error = pool.run(take::job("x".repeat(64 << 20))).await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::Arguments);
    assert!(error.to_string().contains("67108864 at most go to a worker process"), "{error}");
    pool.shutdown().await;
}

#[tokio::test]
async fn a_process_is_replaced_when_it_has_had_its_share() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1).max_runs_per_worker(2)).await;
    let mut counts = Vec::new();
    for _ in 0..5 {
        counts.push(pool.run(counted::job()).await.unwrap());
    }
    assert_eq!(counts, ["1", "2", "1", "2", "1"]);
    pool.shutdown().await;
}

#[tokio::test]
async fn a_worker_that_has_died_while_it_was_idle_costs_no_run() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let first: u32 = pool.run(process_id::job()).await.unwrap().parse().unwrap();
    kill(first);
    let second = pool.run(process_id::job()).await.unwrap();
    assert_ne!(second, first.to_string());
    until(|| !exists(first)).await;
    pool.shutdown().await;
}

/// Tells of which process it is once the file is there.
#[job]
async fn wait_for(file: String) -> Json<u32> {
    while !std::fs::exists(&file).unwrap() {
        tokio::task::yield_now().await;
    }
    Json(process::id())
}

#[tokio::test]
async fn there_are_never_more_processes_than_were_allowed_and_the_queue_is_bounded() {
    let gate = file("gate");
    let mut pool = Pool::started(ProcessPoolExecutor::new(2).max_queue(1)).await;
    for _ in 0..4 {
        pool.add(wait_for::job(gate.display().to_string())).await.unwrap();
    }
    until(|| pool.scheduler.running().len() == 3).await;
    std::fs::write(&gate, "").unwrap();
    let mut ids = HashSet::new();
    for _ in 0..4 {
        ids.insert(pool.outcome().await.unwrap());
    }
    assert_eq!(ids.len(), 2);
    std::fs::remove_file(&gate).unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn a_shutdown_waits_for_the_runs_and_a_pool_starts_again() {
    let gate = file("gate");
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    for _ in 0..3 {
        pool.add(wait_for::job(gate.display().to_string())).await.unwrap();
    }
    until(|| pool.scheduler.running().len() == 3).await;
    std::fs::write(&gate, "").unwrap();
    pool.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    std::fs::remove_file(&gate).unwrap();
    for _ in 0..3 {
        pool.outcome().await.unwrap();
    }
    pool.scheduler.start().await.unwrap();
    assert_eq!(pool.run(add::job(1, 1.5)).await.unwrap(), "[1,1.5]");
    pool.shutdown().await;
}

/// What is still under way from before a shutdown has the only place.
#[tokio::test]
async fn a_pool_that_starts_again_has_no_more_processes_than_were_allowed() {
    let gate = file("gate");
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let call = || wait_for::job(gate.display().to_string());
    let running = || pool.scheduler.running().iter().filter(|run| run.state == RunState::Running).count();
    pool.add(call()).await.unwrap();
    until(|| running() == 1).await;
    pool.scheduler.shutdown(Wait::No).await.unwrap();
    pool.scheduler.start().await.unwrap();
    pool.add(call()).id("second").await.unwrap();
    until(|| pool.scheduler.running().len() == 2).await;
    // By then the pool has looked at the second: what it hands out goes through one task.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(running(), 1);
    std::fs::write(&gate, "").unwrap();
    for _ in 0..2 {
        pool.outcome().await.unwrap();
    }
    std::fs::remove_file(&gate).unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn there_is_no_number_of_processes_that_is_too_large() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(usize::MAX)).await;
    pool.run(process_id::job()).await.unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn what_is_nested_too_deep_costs_its_run_only() {
    #[job]
    fn nested(value: serde_json::Value) -> Json<serde_json::Value> {
        Json((0..60).fold(value, |value, _| serde_json::Value::from(vec![value])))
    }
    let deep =
        |depth| (0..depth).fold(serde_json::Value::Null, |value, _| serde_json::Value::from(vec![value]));
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.run(nested::job(deep(60))).await.unwrap();
    let before = pool.run(process_id::job()).await.unwrap();
    assert_eq!(pool.run(nested::job(deep(61))).await.unwrap_err().kind(), JobErrorKind::Output);
    assert_eq!(pool.run(nested::job(deep(121))).await.unwrap_err().kind(), JobErrorKind::Arguments);
    assert_eq!(pool.run(process_id::job()).await.unwrap(), before);
    pool.shutdown().await;
}

#[tokio::test]
async fn a_run_that_fails_is_tried_again_in_another_attempt() {
    #[job]
    fn fail_once(ctx: JobContext) -> Result<Json<u32>, String> {
        if ctx.attempt() == 1 { Err("not yet".into()) } else { Ok(Json(ctx.attempt())) }
    }
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let retry = Retry::attempts(NonZeroU32::new(2).unwrap()).delay(Duration::ZERO);
    pool.add(fail_once::job()).retry(retry).await.unwrap();
    assert_eq!(pool.outcome().await.unwrap(), "2");
    pool.shutdown().await;
}
