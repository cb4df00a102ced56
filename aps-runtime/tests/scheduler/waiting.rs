//! `.wait()`: where a thread may block it does, elsewhere it is an error; and it neither
//! panics nor waits for ever.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use aps_runtime::prelude::*;
use aps_runtime::{Error, ErrorKind, Registry, SchedulerState, TokioExecutor};
use tokio::runtime::{Builder, Runtime};

use crate::harness::{cron, succeed};

fn scheduler() -> Scheduler {
    let builder = Scheduler::builder().registry(Registry::linked().unwrap());
    let builder = builder.executor("threads", ThreadPoolExecutor::new(1));
    builder.executor("tokio", TokioExecutor::new()).build().unwrap()
}

/// Verbs of all kinds, one after the other.
fn change_jobs(scheduler: &Scheduler) -> Result<(), Error> {
    let job = scheduler.add_job(succeed::job(), cron("0 0 1 1 *")).id("waited").wait()?;
    job.pause().wait()?;
    job.modify().name("new").wait()?;
    job.resume().catch_up(true).wait()?;
    assert_eq!(job.refresh().wait()?.name(), "new");
    assert_eq!(scheduler.jobs().wait()?.len(), 1);
    job.remove().wait_for_runs(true).wait()
}

/// What it says comes out of the channel.
fn tell<T, E>(told: &Sender<Result<T, E>>, result: Result<T, E>) {
    told.send(result).ok();
}

fn kind(told: &Receiver<Result<(), Error>>) -> ErrorKind {
    told.recv().unwrap().unwrap_err().kind()
}

#[test]
fn a_plain_thread_waits_before_the_start_and_while_it_runs_and_afterwards() {
    let scheduler = scheduler();
    change_jobs(&scheduler).unwrap();
    let background = scheduler.run_in_background().unwrap();
    change_jobs(&scheduler).unwrap();
    background.shutdown(Wait::ForJobs).unwrap();
    change_jobs(&scheduler).unwrap();
}

#[test]
fn a_plain_thread_waits_after_the_runtime_is_gone() {
    let scheduler = scheduler();
    let runtime = Runtime::new().unwrap();
    runtime.block_on(scheduler.start()).unwrap();
    change_jobs(&scheduler).unwrap();
    drop(runtime);
    change_jobs(&scheduler).unwrap();
    assert_eq!(scheduler.shutdown(Wait::No).wait().unwrap_err().kind(), ErrorKind::NotRunning);
}

/// The loop has not had its first turn by then.
#[test]
fn a_runtime_that_is_gone_at_once_takes_the_scheduler_down() {
    let scheduler = scheduler();
    let runtime = Builder::new_current_thread().event_interval(1).enable_all().build().unwrap();
    runtime.block_on(scheduler.start()).unwrap();
    drop(runtime);
    assert_eq!(scheduler.state(), SchedulerState::Stopped);
}

#[test]
fn a_start_needs_a_runtime_that_lasts() {
    let scheduler = scheduler();
    let error = scheduler.start().wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoRuntime);
    let runtime = Runtime::new().unwrap();
    {
        let _beside = runtime.enter();
        scheduler.start().wait().unwrap();
    }
    scheduler.shutdown(Wait::ForJobs).wait().unwrap();
}

#[test]
fn a_job_on_a_thread_may_wait() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    for executor in ["default", "threads", "tokio"] {
        let (told, result) = channel();
        let call = move |ctx: JobContext| tell(&told, change_jobs_beside(ctx.scheduler()));
        scheduler.add_job(call, Now).executor(executor).wait().unwrap();
        result.recv().unwrap().unwrap();
    }
    background.shutdown(Wait::ForJobs).unwrap();
}

/// As [`change_jobs`], where there are other jobs as well.
fn change_jobs_beside(scheduler: &Scheduler) -> Result<(), Error> {
    let job = scheduler.add_job(succeed::job(), cron("0 0 1 1 *")).wait()?;
    job.reschedule(cron("0 0 2 1 *")).wait()?;
    job.remove().wait()
}

#[test]
fn an_async_job_is_told_not_to_wait() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    for executor in ["default", "threads", "tokio"] {
        let (told, result) = channel();
        let call = move |ctx: JobContext| {
            let told = told.clone();
            async move { tell(&told, change_jobs_beside(ctx.scheduler())) }
        };
        scheduler.add_job(call, Now).executor(executor).wait().unwrap();
        assert_eq!(kind(&result), ErrorKind::WouldBlock);
    }
    background.shutdown(Wait::ForJobs).unwrap();
}

/// It would wait for ever. Of another job it may wait for the runs.
#[test]
fn a_run_that_would_wait_for_itself_is_told_so() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    for executor in ["default", "threads", "tokio"] {
        let (told, result) = channel();
        let on_a_thread = {
            let told = told.clone();
            move |ctx: JobContext| {
                tell(&told, ctx.scheduler().shutdown(Wait::ForJobs).wait().map(drop));
                tell(&told, ctx.scheduler().remove_job(ctx.job_id()).wait_for_runs(true).wait());
                tell(&told, ctx.scheduler().remove_job("other").wait_for_runs(true).wait());
            }
        };
        let in_a_task = move |ctx: JobContext| {
            let told = told.clone();
            async move {
                tokio::task::yield_now().await;
                tell(&told, ctx.scheduler().shutdown(Wait::ForJobs).await.map(drop));
                tell(&told, ctx.scheduler().remove_job(ctx.job_id()).wait_for_runs(true).await);
                tell(&told, ctx.scheduler().remove_job("other").wait_for_runs(true).await);
            }
        };
        let jobs = [
            scheduler.add_job(on_a_thread, cron("0 0 1 1 *")).executor(executor).wait().unwrap(),
            scheduler.add_job(in_a_task, cron("0 0 1 1 *")).executor(executor).wait().unwrap(),
        ];
        for job in jobs {
            job.run_now().wait().unwrap();
            let kinds = [kind(&result), kind(&result), kind(&result)];
            assert_eq!(kinds, [ErrorKind::WouldBlock, ErrorKind::WouldBlock, ErrorKind::JobLookup]);
            job.remove().wait_for_runs(true).wait().unwrap();
        }
    }
    background.shutdown(Wait::ForJobs).unwrap();
}

#[tokio::test]
async fn a_task_of_its_own_may_wait_for_the_run_that_has_begun_it() {
    let scheduler = scheduler();
    scheduler.start().await.unwrap();
    let (told, result) = channel();
    let call = move |ctx: JobContext| {
        let (told, scheduler) = (told.clone(), ctx.scheduler().clone());
        async move {
            tokio::spawn(async move { tell(&told, scheduler.shutdown(Wait::ForJobs).await) });
        }
    };
    scheduler.add_job(call, Now).await.unwrap();
    while scheduler.state() != SchedulerState::Stopped {
        tokio::task::yield_now().await;
    }
    let ended = tokio::task::spawn_blocking(move || result.recv()).await.unwrap().unwrap();
    ended.unwrap();
}

#[test]
fn async_code_is_told_not_to_wait_in_either_kind_of_runtime() {
    let scheduler = scheduler();
    let runtimes = [Builder::new_current_thread().enable_all().build(), Runtime::new()];
    for runtime in runtimes.map(Result::unwrap) {
        let error = runtime.block_on(async { change_jobs(&scheduler) }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert_eq!(
            error.to_string(),
            "`wait` blocks its thread, and this one runs async code\n  \
             = help: write `.await` here\n  \
             = note: a plain thread, a plain `fn` job and `spawn_blocking` may block"
        );
        runtime.block_on(async {
            scheduler.start().await.unwrap();
            assert_eq!(change_jobs(&scheduler).unwrap_err().kind(), ErrorKind::WouldBlock);
            let clone = scheduler.clone();
            tokio::task::spawn_blocking(move || change_jobs(&clone)).await.unwrap().unwrap();
            scheduler.shutdown(Wait::ForJobs).await.unwrap();
        });
    }
}

#[test]
fn many_threads_wait_at_once() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| change_jobs_beside(&scheduler).unwrap());
        }
    });
    background.shutdown(Wait::ForJobs).unwrap();
}
