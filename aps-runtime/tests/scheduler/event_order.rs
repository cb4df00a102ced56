//! What is told of a job: first that it was added, last that it was removed.

use std::sync::{Arc, Mutex};

use aps_runtime::prelude::*;

use crate::harness::{Harness, cron, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

async fn started() -> (Harness, Hooked) {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    harness.log();
    (harness, store)
}

/// Lets the scheduler work until this is told; what was told up to it.
async fn until_told(harness: &Harness, line: &str) -> Vec<String> {
    let mut told = Vec::new();
    while !told.iter().any(|other| other == line) {
        tokio::task::yield_now().await;
        told.extend(harness.log());
    }
    told
}

/// The store has the job, and takes its time to say so.
#[tokio::test]
async fn a_job_that_runs_while_it_is_being_added_is_told_as_added_first() {
    let (harness, store) = started().await;
    let mut outcomes = harness.scheduler.events(EventMask::JOB_EXECUTED);
    let ran = Arc::new(Mutex::new(false));
    store.before_the_first("added", {
        let (scheduler, ran) = (harness.scheduler.clone(), ran.clone());
        move || async move {
            scheduler.wakeup();
            scheduler.at_rest().await;
            *ran.lock().unwrap() = scheduler.jobs().await.unwrap().is_empty();
        }
    });
    harness.scheduler.add_job(succeed::job(), once("09:30")).id("at_once").await.unwrap();
    assert!(*ran.lock().unwrap(), "it is to run before it is added");
    harness.scheduler.at_rest().await;
    let told = harness.log();
    assert_eq!(
        told,
        ["added at_once", "submitted at_once 09:30:00", "executed at_once 09:30:00", "removed at_once",]
    );
    assert!(matches!(outcomes.next().await, Some(Ok(Event::JobExecuted { .. }))));
}

/// Who does not wait for the answer of the store does not keep the events for ever.
#[tokio::test]
async fn what_was_held_back_is_told_also_if_the_addition_is_dropped() {
    let (harness, store) = started().await;
    store.before_the_first("added", std::future::pending);
    let addition = harness.scheduler.add_job(succeed::job(), once("09:30")).id("at_once").into_future();
    {
        let mut addition = std::pin::pin!(addition);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(addition.as_mut().poll(&mut context).is_pending());
        harness.scheduler.wakeup();
        harness.scheduler.at_rest().await;
        assert!(harness.log().is_empty());
    }
    assert_eq!(harness.log(), ["submitted at_once 09:30:00", "executed at_once 09:30:00", "removed at_once"]);
}

#[tokio::test]
async fn of_two_who_add_a_job_at_the_same_time_both_are_told_before_it_runs() {
    let (harness, store) = started().await;
    let scheduler = harness.scheduler.clone();
    store.before_the_first("added", move || async move {
        let again = scheduler.add_job(succeed::job(), once("09:30")).id("twice");
        again.replace_existing(true).await.unwrap();
        scheduler.at_rest().await;
    });
    harness.scheduler.add_job(succeed::job(), once("09:30")).id("twice").await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log(),
        [
            "added twice",
            "added twice",
            "submitted twice 09:30:00",
            "executed twice 09:30:00",
            "removed twice"
        ]
    );
}

#[tokio::test]
async fn a_job_that_is_removed_while_it_runs_is_told_as_removed_when_it_has_ended() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("removed_early").await.unwrap();
    harness.clock.set(instant("10:00"));
    until_told(&harness, "submitted removed_early 10:00:00").await;
    job.remove().await.unwrap();
    assert!(harness.scheduler.job("removed_early").await.is_err());
    assert!(harness.log().is_empty());
    release("removed_early");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed removed_early 10:00:00", "removed removed_early"]);
}

/// The job has moved on in the store, and is removed before its run is submitted.
#[tokio::test]
async fn a_job_that_is_removed_just_before_its_run_starts_is_told_as_removed_after_it() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.before_the_first("advanced", move || async move { job.remove().await.unwrap() });
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log(),
        ["added job", "submitted job 10:00:00", "executed job 10:00:00", "removed job"]
    );
}

/// As before, but there is no place for the run, and the one that has it ends in between.
#[tokio::test]
async fn a_removal_is_told_after_the_run_that_found_no_place() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("no_place").await.unwrap();
    harness.clock.set(instant("10:00"));
    until_told(&harness, "submitted no_place 10:00:00").await;
    let mut outcomes = harness.scheduler.events(EventMask::JOB_EXECUTED);
    store.before_the_first("advanced", move || async move {
        release("no_place");
        outcomes.next().await.unwrap().unwrap();
        job.remove().await.unwrap();
    });
    harness.jump_to("11:00").await;
    assert_eq!(
        harness.log(),
        ["executed no_place 10:00:00", "max_instances no_place 11:00:00", "removed no_place"]
    );
}

#[tokio::test]
async fn an_id_that_is_used_again_is_told_as_removed_before_it_is_added() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("used_again").await.unwrap();
    harness.clock.set(instant("10:00"));
    until_told(&harness, "submitted used_again 10:00:00").await;
    job.remove().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("30 * * * *")).id("used_again").await.unwrap();
    assert_eq!(harness.log(), ["removed used_again", "added used_again"]);
    release("used_again");
    harness.run_until("10:15").await;
    assert_eq!(harness.log(), ["executed used_again 10:00:00"]);
}

/// Adds a job by the id of one that has just left the store, before anybody could tell so.
fn add_again(harness: &Harness, store: &Hooked, after: &'static str) {
    let scheduler = harness.scheduler.clone();
    store.before_the_first(after, move || async move {
        scheduler.add_job(succeed::job(), cron("45 * * * *")).id("job").await.unwrap();
    });
}

#[tokio::test]
async fn a_successor_that_is_added_while_a_removal_is_under_way_is_told_after_it() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    add_again(&harness, &store, "removed");
    job.remove().await.unwrap();
    harness.run_until("09:50").await;
    let told = ["submitted job 09:45:00", "executed job 09:45:00"];
    assert_eq!(harness.log(), [&["added job", "removed job", "added job"][..], &told].concat());
}

#[tokio::test]
async fn a_successor_that_is_added_while_all_are_removed_is_told_after_that() {
    let (harness, store) = started().await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    add_again(&harness, &store, "removed");
    harness.scheduler.remove_all_jobs().await.unwrap();
    assert_eq!(harness.log(), ["added job", "all jobs removed", "added job"]);
    assert!(harness.scheduler.job("job").await.is_ok());
}

#[tokio::test]
async fn a_successor_that_is_added_while_the_last_run_is_claimed_is_told_after_the_removal() {
    let (harness, store) = started().await;
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("job").await.unwrap();
    add_again(&harness, &store, "advanced");
    harness.run_until("10:30").await;
    let told = ["added job", "removed job", "added job", "submitted job 10:00:00", "executed job 10:00:00"];
    assert_eq!(harness.log(), told);
}

#[tokio::test]
async fn a_successor_that_is_added_while_a_resumption_ends_the_job_is_told_after_the_removal() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id("job").paused(true).await.unwrap();
    harness.run_until("10:30").await;
    add_again(&harness, &store, "advanced");
    job.resume().await.unwrap();
    assert_eq!(harness.log(), ["added job", "removed job", "added job"]);
}

/// The successor is in the store, and is removed, before its own addition has come to its end.
#[tokio::test]
async fn a_successor_that_is_removed_while_it_is_added_is_told_as_both() {
    let (harness, store) = started().await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    job.remove().await.unwrap();
    let scheduler = harness.scheduler.clone();
    store.before_the_first("added", move || async move { scheduler.remove_job("job").await.unwrap() });
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    assert_eq!(harness.log(), ["added job", "removed job", "added job", "removed job"]);
}

#[tokio::test]
async fn a_start_and_a_shutdown_tell_executors_and_stores_in_apschedulers_order() {
    let builder = Scheduler::builder()
        .executor("threads", ThreadPoolExecutor::new(1))
        .job_store("other", aps_runtime::MemoryStore::new());
    let harness = Harness::new("09:30", builder);
    let told = Arc::new(Mutex::new(Vec::new()));
    harness.scheduler.add_listener(EventMask::ALL, {
        let told = told.clone();
        move |event| told.lock().unwrap().push(event.to_string())
    });
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("pending").await.unwrap();
    harness.scheduler.start().await.unwrap();
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(
        *told.lock().unwrap(),
        [
            "executor `threads` added",
            "executor `default` added",
            "job store `other` added",
            "job store `default` added",
            "`pending` added to store `default`",
            "scheduler started",
            "executor `threads` removed",
            "executor `default` removed",
            "job store `other` removed",
            "job store `default` removed",
            "scheduler shut down",
        ]
    );
}
