use std::process::{Command, Stdio};

use aps_runtime::ProcessPoolExecutor;
use aps_runtime::prelude::*;

use crate::harness::{Pool, exists, file, until, written};
use crate::results::process_id;

const AS_THE_PROGRAM: &str = "APS_TEST_AS_THE_PROGRAM";

#[job]
fn hang(path: String) {
    let script = format!("sleep 1000 & echo {} $! > {path}; wait", std::process::id());
    Command::new("sh").args(["-c", &script]).status().unwrap();
}

/// A program whose workers are at work, and one of them idle, when it is killed.
#[tokio::test]
async fn no_worker_outlives_a_scheduler_that_was_killed() {
    if let Ok(path) = std::env::var(AS_THE_PROGRAM) {
        let mut pool = Pool::started(ProcessPoolExecutor::new(2)).await;
        let idle = pool.add(hang::job(format!("{path}.other"))).id("idle").await.unwrap();
        until(|| std::fs::exists(format!("{path}.other")).unwrap()).await;
        drop(idle);
        pool.add(hang::job(path)).await.unwrap();
        pool.outcome().await.unwrap();
        return;
    }
    let path = file("ids");
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "orphans::no_worker_outlives_a_scheduler_that_was_killed"])
        .env(AS_THE_PROGRAM, &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut ids = written(&path).await;
    ids += " ";
    ids += &written(&path.with_extension("other")).await;
    let ids: Vec<u32> = ids.split_whitespace().map(|id| id.parse().unwrap()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| exists(*id)));
    program.kill().unwrap();
    program.wait().unwrap();
    until(|| !ids.iter().any(|id| exists(*id))).await;
}

/// The file of a program may be replaced, or be gone, while it runs.
#[tokio::test]
async fn a_worker_is_the_program_that_runs_and_not_what_stands_in_its_file() {
    if let Ok(path) = std::env::var(AS_THE_PROGRAM) {
        std::fs::remove_file(path).unwrap();
        let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
        pool.run(process_id::job()).await.unwrap();
        return;
    }
    let copy = file("program");
    std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let status = Command::new(&copy)
        .args(["--exact", "orphans::a_worker_is_the_program_that_runs_and_not_what_stands_in_its_file"])
        .env(AS_THE_PROGRAM, &copy)
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}

/// What a job starts inherits the environment of the worker, and is none itself.
#[tokio::test]
async fn the_same_program_started_by_a_job_is_no_worker() {
    #[job]
    fn start_myself() -> Json<bool> {
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "aps_process_worker"])
            .stdout(Stdio::null())
            .status();
        Json(status.unwrap().success())
    }
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    assert_eq!(pool.run(start_myself::job()).await.unwrap(), "true");
    pool.shutdown().await;
}
