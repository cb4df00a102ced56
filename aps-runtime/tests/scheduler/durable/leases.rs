//! Nodes that die, and nodes that have been away for too long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{Clock, JobErrorKind, OnNodeLoss, SystemClock};

use super::{Folder, history};
use crate::harness::{Harness, cron, hold, instant, once, release, succeed, wait_for_release};

/// Does nothing while the clock is at its old time, so that it does not renew its lease.
fn dead_and_alive(folder: &Folder) -> (ManualClock, Harness, ManualClock, Harness) {
    let (old, now) = (ManualClock::at(instant("09:30")), ManualClock::at(instant("09:30")));
    let (dead, alive) = (folder.scheduler_on(&old), folder.scheduler_on(&now));
    (old, dead, now, alive)
}

async fn until(harness: &Harness, id: &str, expected: &[&str]) {
    while history(harness, id).await != expected {
        tokio::task::yield_now().await;
    }
}

#[job]
async fn hold_once(ctx: JobContext) -> Json<u64> {
    if ctx.fence() == Some(1) {
        wait_for_release("never").await;
    }
    Json(ctx.fence().unwrap_or_default())
}

#[tokio::test]
async fn runs_of_a_dead_node_are_given_up_or_run_again_as_the_job_says() {
    let folder = Folder::new();
    let (old, dead, now, alive) = dead_and_alive(&folder);
    dead.scheduler.start().await.unwrap();
    for (id, on_node_loss) in [("abandoned", OnNodeLoss::Abandon), ("rerun", OnNodeLoss::Rerun)] {
        let job = dead.scheduler.add_job(hold_once::job(), once("10:00")).id(id);
        job.on_node_loss(on_node_loss).await.unwrap();
    }
    old.set(instant("10:00"));
    for id in ["abandoned", "rerun"] {
        until(&dead, id, &["10:00:00 Running"]).await;
    }

    now.set(instant("10:00:20"));
    alive.scheduler.start().await.unwrap();
    alive.scheduler.at_rest().await;
    assert_eq!(history(&alive, "rerun").await, ["10:00:00 Running"], "its lease has not run out");
    now.set(instant("10:01:00"));
    alive.scheduler.wakeup();
    until(&alive, "rerun", &["10:00:00 Executed"]).await;
    assert_eq!(history(&alive, "abandoned").await, ["10:00:00 Abandoned"]);
    let mut told = alive.log_of(&["abandoned", "executed"]);
    told.sort();
    assert_eq!(
        told,
        ["abandoned abandoned 10:00:00", "abandoned rerun 10:00:00, run again", "executed rerun 10:00:00"]
    );
    let runs =
        alive.scheduler.history("default", aps_runtime::HistoryQuery::last(10).of_job("rerun").unwrap());
    assert_eq!(runs.await.unwrap()[0].fence, 2);
}

/// Who was suspended for longer than its lease learns of it, cancels its runs, and goes on as
/// a new node; what it says about its old runs counts for nothing.
#[tokio::test]
async fn a_node_that_was_away_for_too_long_cancels_its_runs_and_goes_on() {
    let folder = Folder::new();
    let (old, dead, now, alive) = dead_and_alive(&folder);
    dead.scheduler.start().await.unwrap();
    dead.scheduler.add_job(hold::job(), once("10:00")).id("away").await.unwrap();
    old.set(instant("10:00"));
    until(&dead, "away", &["10:00:00 Running"]).await;
    now.set(instant("10:05"));
    alive.scheduler.start().await.unwrap();
    until(&alive, "away", &["10:00:00 Abandoned"]).await;
    alive.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    dead.log();
    dead.jump_to("10:05").await;
    let log = dead.log_of(&["lease", "error"]);
    assert_eq!(
        log,
        [
            "lease on job store `default` lost",
            "error away 10:00:00 the run was cancelled: its node has lost its lease on the store"
        ]
    );
    assert_eq!(history(&dead, "away").await, ["10:00:00 Abandoned"]);
    dead.scheduler.add_job(succeed::job(), once("10:06")).id("after").await.unwrap();
    dead.jump_to("10:06").await;
    assert_eq!(history(&dead, "after").await, ["10:06:00 Executed"]);
}

static MAY_END: AtomicBool = AtomicBool::new(false);

/// Nobody can stop it.
#[job]
fn hold_a_thread() {
    while !MAY_END.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
}

/// Though the run that it has lost is still under way, and so the job seems to have no place for another.
#[tokio::test]
async fn a_node_runs_again_what_it_has_lost_itself() {
    let folder = Folder::new();
    let harness = folder.scheduler("09:30");
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(hold_a_thread::job(), once("10:00")).id("twice");
    job.on_node_loss(OnNodeLoss::Rerun).await.unwrap();
    harness.clock.set(instant("10:00"));
    until(&harness, "twice", &["10:00:00 Running"]).await;
    harness.clock.set(instant("10:05"));
    harness.until_told("submitted twice 10:00:00").await;
    harness.until_told("submitted twice 10:00:00").await;
    assert_eq!(harness.scheduler.running().len(), 2);
    MAY_END.store(true, Ordering::SeqCst);
    harness.scheduler.at_rest().await;
    let told = harness.log_of(&["executed", "removed"]);
    assert_eq!(told, ["executed twice 10:00:00", "executed twice 10:00:00", "removed twice"]);
    assert_eq!(history(&harness, "twice").await, ["10:00:00 Executed"]);
}

static LEASE_IS_OVER: AtomicBool = AtomicBool::new(false);

#[job]
fn outlast_the_lease() {
    while !LEASE_IS_OVER.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
}

static HAS_BEGUN: AtomicBool = AtomicBool::new(false);

#[job]
fn begin() {
    HAS_BEGUN.store(true, Ordering::SeqCst);
}

/// As after a suspension: the queue goes on at once, and nobody has looked at the lease yet.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a lease is of real time")]
async fn what_waits_in_a_queue_does_not_begin_after_the_lease() {
    let folder = Folder::new();
    let length = Duration::from_secs(2);
    let builder = Scheduler::builder().job_store("default", folder.store().lease(length));
    let scheduler = builder.executor("default", ThreadPoolExecutor::new(1)).build().unwrap();
    let mut submitted = scheduler.events(EventMask::JOB_SUBMITTED);
    let mut errors = scheduler.events(EventMask::JOB_ERROR);
    scheduler.start().await.unwrap();
    scheduler.add_job(outlast_the_lease::job(), Now).id("first").await.unwrap();
    scheduler.add_job(begin::job(), Now).id("second").await.unwrap();
    for _ in 0..2 {
        submitted.next().await.unwrap().unwrap();
    }
    // The scheduler lives on this thread, and so does nothing meanwhile.
    std::thread::sleep(length);
    LEASE_IS_OVER.store(true, Ordering::SeqCst);
    while !scheduler.running().is_empty() {
        std::thread::yield_now();
    }
    assert!(!HAS_BEGUN.load(Ordering::SeqCst));
    let told = errors.next().await.unwrap().unwrap();
    assert!(
        matches!(&told, Event::JobError { job_id, error, .. }
            if job_id == "second" && error.kind() == JobErrorKind::LeaseLost),
        "{told:?}"
    );
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

#[tokio::test]
async fn a_scheduler_that_does_not_wait_for_its_runs_keeps_its_lease_until_they_have_ended() {
    let folder = Folder::new();
    let harness = folder.scheduler("09:30");
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(hold::job(), once("10:00")).id("left behind").await.unwrap_err();
    harness.scheduler.add_job(hold::job(), once("10:00")).id("left-behind").await.unwrap();
    harness.clock.set(instant("10:00"));
    until(&harness, "left-behind", &["10:00:00 Running"]).await;
    harness.scheduler.shutdown(Wait::No).await.unwrap();
    let next = folder.scheduler("10:00");
    next.scheduler.start().await.unwrap();
    assert_eq!(next.scheduler.nodes("default").await.unwrap().len(), 2);
    release("left-behind");
    until(&next, "left-behind", &["10:00:00 Executed"]).await;
    while next.scheduler.nodes("default").await.unwrap().len() > 1 {
        tokio::task::yield_now().await;
    }
}

/// The store is still being left, at some moment of which the start comes.
#[tokio::test]
async fn a_start_that_comes_while_the_store_is_left_finds_it_served() {
    let folder = Folder::new();
    let harness = folder.scheduler("10:00");
    let turns = async {
        for turn in 0..40 {
            harness.scheduler.start().await.unwrap();
            let job = harness.scheduler.add_job(hold::job(), Now).id("left-and-back");
            // The run of the turn before may not have ended yet.
            job.max_instances(40).await.unwrap();
            harness.until_told("submitted left-and-back 10:00:00").await;
            harness.scheduler.shutdown(Wait::No).await.unwrap();
            release("left-and-back");
            SystemClock.sleep(Duration::from_micros(turn * 150)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), turns)
        .await
        .expect("somebody serves the store, so its jobs run");
}

/// At any moment between an addition and the end of the run.
#[tokio::test]
async fn each_job_runs_once_whenever_a_shutdown_comes() {
    const TURNS: usize = 40;
    let folder = Folder::new();
    let harness = folder.scheduler("10:00");
    for turn in 0..TURNS {
        harness.scheduler.start().await.unwrap();
        harness.scheduler.add_job(succeed::job(), Now).id(format!("job-{turn}")).await.unwrap();
        SystemClock.sleep(Duration::from_micros(turn as u64 * 50)).await;
        harness.scheduler.shutdown(Wait::No).await.unwrap();
    }
    harness.scheduler.start().await.unwrap();
    harness.scheduler.at_rest().await;
    let log = harness.log();
    assert_eq!(log.iter().filter(|line| line.starts_with("executed")).count(), TURNS, "{log:#?}");
    assert!(!log.iter().any(|line| line.starts_with("error")), "{log:#?}");
}

/// What was cancelled by a shutdown is done elsewhere, if the job wants that.
#[tokio::test]
async fn what_a_shutdown_cancels_is_left_to_others_if_the_job_says_so() {
    let folder = Folder::new();
    let harness = folder.scheduler("09:30");
    harness.scheduler.start().await.unwrap();
    for (id, on_node_loss) in [("given-up", OnNodeLoss::Abandon), ("passed-on", OnNodeLoss::Rerun)] {
        let job = harness.scheduler.add_job(hold_once::job(), cron("0 10 * * *")).id(id);
        job.on_node_loss(on_node_loss).await.unwrap();
    }
    harness.clock.set(instant("10:00"));
    for id in ["given-up", "passed-on"] {
        until(&harness, id, &["10:00:00 Running"]).await;
    }
    harness.scheduler.shutdown(Wait::AtMost(Duration::ZERO)).await.unwrap();
    let next = folder.scheduler("10:00:05");
    next.scheduler.start().await.unwrap();
    next.scheduler.at_rest().await;
    until(&next, "passed-on", &["10:00:00 Executed"]).await;
    assert_eq!(history(&next, "given-up").await, ["10:00:00 Cancelled"]);
}
