//! Somebody else is quicker: the store is the judge, and who comes too late has
//! done nothing.

use crate::harness::{Harness, cron, fail, instant, once, succeed};
use crate::hooked::Hooked;

use aps_runtime::prelude::*;

async fn started() -> (Harness, Hooked) {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    harness.log();
    (harness, store)
}

#[tokio::test]
async fn a_job_that_is_paused_while_it_comes_due_does_not_start() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.before_the_first("advance", move || async move { job.pause().await.unwrap() });
    harness.run_until("10:30").await;
    assert_eq!(harness.log(), ["added job", "modified job"]);
}

#[tokio::test]
async fn a_job_that_is_removed_while_it_comes_due_does_not_start() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.before_the_first("advance", move || async move { job.remove().await.unwrap() });
    harness.run_until("10:30").await;
    assert_eq!(harness.log(), ["added job", "removed job"]);
}

/// What was claimed before the pause starts, since it has moved on in the store; the rest waits.
#[tokio::test]
async fn a_pause_comes_after_what_is_being_claimed_and_before_the_rest() {
    let (harness, store) = started().await;
    for index in 0..300 {
        harness.scheduler.add_job(succeed::job(), once("10:00")).id(format!("{index:03}")).await.unwrap();
    }
    let scheduler = harness.scheduler.clone();
    store.before_the_first("advance", move || async move { scheduler.pause().unwrap() });
    harness.jump_to("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 256);
    harness.scheduler.resume().unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 300 - 256);
}

/// The successor has the id of the job that was read, but is not taken for it.
#[tokio::test]
async fn a_job_that_is_removed_and_added_anew_while_it_comes_due_is_the_new_one() {
    let (harness, store) = started().await;
    harness.scheduler.add_job(fail::job(), once("10:00")).id("job").await.unwrap();
    let scheduler = harness.scheduler.clone();
    store.before_the_first("advance", move || async move {
        scheduler.remove_job("job").await.unwrap();
        scheduler.add_job(succeed::job(), cron("15 10 * * *")).id("job").await.unwrap();
    });
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log(),
        ["added job", "removed job", "added job", "submitted job 10:15:00", "executed job 10:15:00"]
    );
}

#[tokio::test]
async fn a_change_that_comes_too_late_is_made_to_what_is_there_now() {
    let (harness, store) = started().await;
    let job =
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").paused(true).await.unwrap();
    let scheduler = harness.scheduler.clone();
    store.before_the_first("update", move || async move {
        let replaced = scheduler.add_job(succeed::job(), cron("45 * * * *")).id("job");
        replaced.replace_existing(true).await.unwrap();
    });
    job.resume().await.unwrap();
    let job = harness.scheduler.job("job").await.unwrap();
    assert_eq!(job.next_run_time(), Some(instant("09:45")));
}

#[tokio::test]
async fn of_two_who_replace_a_job_both_succeed_and_one_is_left() {
    let (harness, store) = started().await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    let scheduler = harness.scheduler.clone();
    store.before_the_first("update", move || async move {
        scheduler.add_job(fail::job(), cron("5 * * * *")).id("job").replace_existing(true).await.unwrap();
    });
    let last = harness.scheduler.add_job(succeed::job(), cron("10 * * * *")).id("job").replace_existing(true);
    last.await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed", "error"]), ["executed job 10:10:00"]);
}

/// Threads that pause, resume and wake while jobs come due: none twice, none lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_changes_jobs_on_other_threads_no_run_is_lost_or_doubled() {
    let harness = Harness::started("00:00:30").await;
    for index in 0..5 {
        harness.scheduler.add_job(succeed::job(), cron("* * * * *")).id(format!("{index}")).await.unwrap();
    }
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let meddler = tokio::spawn({
        let (scheduler, stop) = (harness.scheduler.clone(), stop.clone());
        async move {
            while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                // Resumed at once, so that nothing comes due in between unseen.
                scheduler.pause_job("0").await.unwrap();
                scheduler.resume_job("0").await.unwrap();
                scheduler.wakeup();
                tokio::task::yield_now().await;
            }
        }
    });
    harness.run_until("02:00").await;
    stop.store(true, std::sync::atomic::Ordering::SeqCst);
    meddler.await.unwrap();
    harness.scheduler.at_rest().await;

    let mut runs: Vec<_> = harness.log_of(&["executed"]);
    let all = runs.len();
    runs.sort();
    runs.dedup();
    assert_eq!(runs.len(), all, "a run was doubled");
    for index in 1..5 {
        let of_job = runs.iter().filter(|run| run.starts_with(&format!("executed {index} "))).count();
        assert_eq!(of_job, 120, "of job {index}");
    }
}
