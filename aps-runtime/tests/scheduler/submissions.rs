//! From the loop to an executor and back.

use std::num::NonZeroU32;
use std::sync::Barrier;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobId, JobStatus, JobStore, MemoryStore, TokioExecutor};

use crate::harness::{Harness, cron, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

#[tokio::test]
async fn the_loop_wakes_for_the_earliest_job_of_all_stores() {
    let builder = Scheduler::builder().job_store("other", MemoryStore::new());
    let harness = Harness::new("09:31", builder);
    harness.scheduler.start().await.unwrap();
    for (id, store, minutes) in [("a", "default", "0,30"), ("b", "other", "15,45")] {
        let job = harness.scheduler.add_job(succeed::job(), cron(&format!("{minutes} * * * *"))).id(id);
        job.jobstore(store).await.unwrap();
    }
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log_of(&["executed"]),
        ["executed b 09:45:00", "executed a 10:00:00", "executed b 10:15:00", "executed a 10:30:00"]
    );
}

#[tokio::test]
async fn every_change_that_makes_a_job_due_wakes_the_loop() {
    let harness = Harness::started("09:30").await;
    let scheduler = &harness.scheduler;
    let far_away = || once("2030-01-01T00:00:00Z");
    for id in ["modified", "rescheduled", "resumed"] {
        scheduler.add_job(succeed::job(), far_away()).id(id).await.unwrap();
    }
    scheduler.at_rest().await;
    scheduler.add_job(succeed::job(), Now).id("added").await.unwrap();
    scheduler.at_rest().await;
    scheduler.modify_job("modified").next_run_time(instant("09:30")).await.unwrap();
    scheduler.at_rest().await;
    scheduler.reschedule_job("rescheduled", once("09:30")).await.unwrap();
    scheduler.at_rest().await;
    scheduler.modify_job("resumed").next_run_time(instant("09:30")).await.unwrap();
    scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["executed"]),
        [
            "executed added 09:30:00",
            "executed modified 09:30:00",
            "executed rescheduled 09:30:00",
            "executed resumed 09:30:00"
        ]
    );
}

/// However many times are caught up on, they are one submission, and one after the other.
#[tokio::test]
async fn what_is_caught_up_on_takes_one_place_and_is_told_one_by_one() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("caught_up");
    job.coalesce(false).max_instances(2).await.unwrap();
    harness.clock.set(instant("12:00"));
    harness.until_told("submitted caught_up 10:00:00 11:00:00 12:00:00").await;
    harness.clock.set(instant("13:00"));
    harness.until_told("submitted caught_up 13:00:00").await;
    harness.clock.set(instant("14:00"));
    harness.until_told("max_instances caught_up 14:00:00").await;
    release("caught_up");
    while harness.log() != ["executed caught_up 10:00:00"] {
        tokio::task::yield_now().await;
    }
    for _ in 0..3 {
        release("caught_up");
    }
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 3);
}

/// In APScheduler each executor counts for itself.
#[tokio::test]
async fn instances_are_counted_whichever_executor_runs_them() {
    let builder = Scheduler::builder().executor("other", TokioExecutor::new());
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("moves").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted moves 10:00:00").await;
    job.modify().executor("other").await.unwrap();
    harness.clock.set(instant("11:00"));
    harness.until_told("max_instances moves 11:00:00").await;
    release("moves");
    harness.scheduler.at_rest().await;
}

#[tokio::test]
async fn the_default_of_max_instances_is_the_schedulers() {
    let two = NonZeroU32::new(2).unwrap();
    let harness = Harness::new("09:30", Scheduler::builder().max_instances(two.get()));
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).await.unwrap();
    assert_eq!(job.max_instances(), 2);
}

/// As many threads as APScheduler's default executor has: each of them waits for the others.
#[tokio::test]
async fn ten_plain_functions_run_at_once_by_default() {
    static TEN: Barrier = Barrier::new(10);
    let harness = Harness::started("09:30").await;
    for number in 0..10 {
        let wait = || {
            TEN.wait();
        };
        harness.scheduler.add_job(wait, once("10:00")).id(number.to_string()).await.unwrap();
    }
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 10);
}

/// A store outlives the program that had the executor. APScheduler removes the job.
#[tokio::test]
async fn a_stored_job_whose_executor_is_gone_waits_for_another() {
    let store = Hooked::default();
    let with_store = || Scheduler::builder().job_store("default", store.clone());
    let harness = Harness::new("09:30", with_store().executor("gone", TokioExecutor::new()));
    harness.scheduler.start().await.unwrap();
    for id in ["a", "b"] {
        let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id);
        job.executor("gone").await.unwrap();
    }
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let harness = Harness::new("09:30", with_store());
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("c").await.unwrap();
    harness.run_until("11:30").await;
    let told = "jobs of store `default` wait for executor `gone`, which is not there";
    let told = [told, "executed c 10:00:00", "executed c 11:00:00"];
    assert_eq!(harness.log_of(&["jobs of", "executed", "error", "missed", "removed"]), told);
    let job = harness.scheduler.job("a").await.unwrap();
    assert_eq!((job.status(), job.next_run_time()), (JobStatus::Unresolved, None));
    assert!(job.to_string().contains("unresolved"), "{job}");
    assert_eq!(job.run_now().await.unwrap_err().kind(), ErrorKind::UnknownExecutor);
    job.modify().name("what has nothing to do with it").await.unwrap();
    job.modify().executor("default").await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["coalesced", "executed"]), ["coalesced a 10:00:00", "executed a 11:00:00"]);
    let id = JobId::new("b").unwrap();
    assert_eq!(JobStore::job(&store, &id).await.unwrap().unwrap().next_run_time, instant("10:00"));
}

#[tokio::test]
async fn a_removed_job_goes_on_with_its_run_and_the_end_is_told() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("removed").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted removed 10:00:00").await;
    job.remove().await.unwrap();
    assert!(harness.log().is_empty());
    release("removed");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed removed 10:00:00", "removed removed"]);
}

/// In APScheduler it is an error; here it asks for nothing that cannot be kept to.
#[tokio::test]
async fn a_grace_time_of_nothing_lets_run_what_is_on_time() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("punctual");
    job.misfire_grace_time(std::time::Duration::ZERO).await.unwrap();
    harness.run_until("10:30").await;
    harness.jump_to("11:00:01").await;
    assert_eq!(
        harness.log_of(&["executed", "missed"]),
        ["executed punctual 10:00:00", "missed punctual 11:00:00"]
    );
}
