use std::num::NonZeroU32;
use std::os::fd::AsFd;
use std::process::Command;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{JobCall, JobErrorKind, ProcessPoolExecutor};
use rustix::process::Signal;

use crate::harness::{Pool, die_of, exists, file, until, written};
use crate::results::process_id;

#[job]
fn abort() {
    eprintln!("the last words");
    std::process::abort();
}

#[job]
async fn exit() {
    std::process::exit(3);
}

#[job]
fn segfault() {
    die_of(Signal::SEGV);
}

#[job]
fn be_killed() {
    die_of(Signal::KILL);
}

/// An abort of another thread than the job's.
#[job]
fn abort_elsewhere() {
    std::thread::spawn(|| std::process::abort()).join().ok();
}

/// Closes what a job can close of its process, and goes on.
#[job]
fn close_all() -> Json<u8> {
    rustix::stdio::dup2_stdin(std::fs::File::open("/dev/null").unwrap().as_fd()).unwrap();
    let nothing = std::fs::File::create("/dev/null").unwrap();
    rustix::stdio::dup2_stdout(nothing.as_fd()).unwrap();
    rustix::stdio::dup2_stderr(nothing.as_fd()).unwrap();
    Json(7)
}

#[tokio::test]
async fn whatever_kills_a_process_is_that_runs_error_and_says_what_it_was() {
    let deaths: [(JobCall, &str); 5] = [
        (abort::job(), "the worker process died: signal: 6 (SIGABRT)"),
        (exit::job(), "the worker process died: exit status: 3\n  = note: a job that ends its process"),
        (segfault::job(), "the worker process died: signal: 11 (SIGSEGV)"),
        (
            be_killed::job(),
            "the worker process died: signal: 9 (SIGKILL)\n  = note: this pool has not killed it",
        ),
        (abort_elsewhere::job(), "the worker process died: signal: 6 (SIGABRT)"),
    ];
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    for (call, expected) in deaths {
        let error = pool.run(call).await.unwrap_err();
        assert_eq!(error.kind(), JobErrorKind::Crashed);
        assert!(error.to_string().starts_with(expected), "{error}");
        pool.run(process_id::job()).await.unwrap();
    }
    let error = pool.run(abort::job()).await.unwrap_err();
    let told = error.to_string();
    assert!(told.ends_with("\n  = note: the last that it wrote to stderr:\n      the last words"), "{told}");
    pool.shutdown().await;
}

#[tokio::test]
async fn a_job_that_closes_its_output_still_tells_its_result() {
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    assert_eq!(pool.run(close_all::job()).await.unwrap(), "7");
    assert_eq!(pool.run(close_all::job()).await.unwrap(), "7");
    pool.shutdown().await;
}

#[tokio::test]
async fn other_runs_do_not_notice() {
    #[job]
    async fn outlast(file: String) -> Json<u8> {
        while !std::fs::exists(&file).unwrap() {
            tokio::task::yield_now().await;
        }
        Json(1)
    }
    let gate = file("gate");
    let mut pool = Pool::started(ProcessPoolExecutor::new(2)).await;
    pool.add(outlast::job(gate.display().to_string())).await.unwrap();
    for _ in 0..3 {
        assert_eq!(pool.run(segfault::job()).await.unwrap_err().kind(), JobErrorKind::Crashed);
    }
    std::fs::write(&gate, "").unwrap();
    assert_eq!(pool.outcome().await.unwrap(), "1");
    std::fs::remove_file(&gate).unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn a_crash_is_tried_again() {
    #[job]
    fn crash_once(ctx: JobContext) -> Json<u32> {
        if ctx.attempt() == 1 {
            std::process::abort();
        }
        Json(ctx.attempt())
    }
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let retry = Retry::attempts(NonZeroU32::new(2).unwrap()).delay(Duration::ZERO);
    pool.add(crash_once::job()).retry(retry).await.unwrap();
    assert_eq!(pool.outcome().await.unwrap(), "2");
    pool.shutdown().await;
}

/// Tells its own id and that of a process it has started, and never ends.
#[job]
fn hang_with_a_grandchild(path: String) {
    let script = format!("sleep 1000 & echo {} $! > {path}; wait", std::process::id());
    Command::new("sh").args(["-c", &script]).status().unwrap();
}

async fn ids(path: &std::path::PathBuf) -> Vec<u32> {
    written(path).await.split_whitespace().map(|id| id.parse().unwrap()).collect()
}

#[tokio::test]
async fn a_timeout_kills_the_process_and_all_that_it_has_started() {
    let path = file("ids");
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    let call = hang_with_a_grandchild::job(path.display().to_string());
    pool.add(call).timeout(Duration::from_millis(500)).await.unwrap();
    let error = pool.outcome().await.unwrap_err();
    assert_eq!(error.kind(), JobErrorKind::TimedOut);
    // On a machine this slow it had not begun.
    if path.exists() {
        let ids = ids(&path).await;
        until(|| !ids.iter().any(|id| exists(*id))).await;
    }
    pool.run(process_id::job()).await.unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn a_cancellation_kills_the_process_and_all_that_it_has_started() {
    let path = file("ids");
    let mut pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.add(hang_with_a_grandchild::job(path.display().to_string())).id("hang").await.unwrap();
    let ids = ids(&path).await;
    assert!(ids.iter().all(|id| exists(*id)));
    assert_eq!(pool.scheduler.cancel_runs("hang"), 1);
    assert_eq!(pool.outcome().await.unwrap_err().kind(), JobErrorKind::Cancelled);
    until(|| !ids.iter().any(|id| exists(*id))).await;
    pool.run(process_id::job()).await.unwrap();
    pool.shutdown().await;
}

#[tokio::test]
async fn a_shutdown_that_does_not_wait_kills_what_runs() {
    let path = file("ids");
    let pool = Pool::started(ProcessPoolExecutor::new(1)).await;
    pool.add(hang_with_a_grandchild::job(path.display().to_string())).await.unwrap();
    let ids = ids(&path).await;
    pool.scheduler.shutdown(Wait::AtMost(Duration::ZERO)).await.unwrap();
    until(|| !ids.iter().any(|id| exists(*id))).await;
}
