//! Several schedulers on one store.

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{ErrorKind, JobBody, JobCall, JobFunction, JobOutput, JobStatus, Registry, SourceLocation};

use super::{Folder, history};
use crate::harness::{Harness, cron, fail, hold, instant, once, release, succeed};

async fn two(folder: &Folder) -> (ManualClock, Harness, Harness) {
    let clock = ManualClock::at(instant("09:30:31"));
    let (one, other) = (folder.scheduler_on(&clock), folder.scheduler_on(&clock));
    one.scheduler.start().await.unwrap();
    other.scheduler.start().await.unwrap();
    (clock, one, other)
}

/// Whatever is due now is done on both.
async fn at_rest(one: &Harness, other: &Harness) {
    for _ in 0..2 {
        one.scheduler.at_rest().await;
        other.scheduler.at_rest().await;
    }
}

#[tokio::test]
async fn each_fire_is_run_by_one_of_them() {
    let folder = Folder::new();
    let (clock, one, other) = two(&folder).await;
    for index in 0..20 {
        one.scheduler.add_job(succeed::job(), cron("* * * * *")).id(format!("job-{index}")).await.unwrap();
    }
    // What is not told to the other by itself it finds when it looks.
    other.scheduler.wakeup();
    at_rest(&one, &other).await;
    for minute in 31..41 {
        clock.set(instant(&format!("09:{minute}")));
        at_rest(&one, &other).await;
    }
    let executed = [&one, &other].map(|harness| harness.log_of(&["executed"]));
    assert_eq!(executed[0].len() + executed[1].len(), 20 * 10);
    for index in 0..20 {
        let history = history(&one, &format!("job-{index}")).await;
        assert_eq!(history.len(), 10, "{history:?}");
        assert!(history.iter().all(|line| line.ends_with("Executed")), "{history:?}");
    }
}

/// Of the job that another store has before that the loop wakes as well, which is no news for this one.
#[tokio::test]
async fn a_job_that_is_added_is_noticed_though_another_store_has_one_that_is_due_sooner() {
    let folder = Folder::new();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("shared", folder.store()));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("* * * * *")).id("often").await.unwrap();
    harness.scheduler.at_rest().await;
    harness.scheduler.add_job(succeed::job(), once("09:33")).id("once").jobstore("shared").await.unwrap();
    harness.run_until("09:35").await;
    assert!(harness.log_of(&["executed"]).contains(&"executed once 09:33:00".to_owned()));
}

#[tokio::test]
async fn a_job_is_changed_paused_and_removed_from_any_of_them() {
    let folder = Folder::new();
    let (clock, one, other) = two(&folder).await;
    one.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    other.scheduler.modify_job("job").name("renamed").await.unwrap();
    assert_eq!(one.scheduler.job("job").await.unwrap().name(), "renamed");
    other.scheduler.pause_job("job").await.unwrap();
    clock.set(instant("10:30"));
    at_rest(&one, &other).await;
    assert!(history(&one, "job").await.is_empty());
    one.scheduler.resume_job("job").await.unwrap();
    other.scheduler.reschedule_job("job", once("11:00")).await.unwrap();
    one.scheduler.wakeup();
    at_rest(&one, &other).await;
    clock.set(instant("11:00"));
    at_rest(&one, &other).await;
    assert_eq!(history(&other, "job").await, ["11:00:00 Executed"]);

    one.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("gone").await.unwrap();
    other.scheduler.remove_job("gone").await.unwrap();
    assert_eq!(one.scheduler.job("gone").await.unwrap_err().kind(), ErrorKind::JobLookup);
}

#[tokio::test]
async fn an_id_is_taken_for_all_of_them() {
    let folder = Folder::new();
    let (_clock, one, other) = two(&folder).await;
    one.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    let again = other.scheduler.add_job(succeed::job(), cron("5 * * * *")).id("job");
    assert_eq!(again.await.unwrap_err().kind(), ErrorKind::ConflictingId);
    let replaced = other.scheduler.add_job(fail::job(), cron("5 * * * *")).id("job").replace_existing(true);
    replaced.await.unwrap();
    assert_eq!(one.scheduler.job("job").await.unwrap().next_run_time(), Some(instant("10:05")));
}

#[tokio::test]
async fn no_more_runs_of_a_job_are_under_way_than_may_be_on_all_of_them_together() {
    let folder = Folder::new();
    let (clock, one, other) = two(&folder).await;
    let job = one.scheduler.add_job(hold::job(), cron("*/5 * * * * *")).id("held-on-two-nodes");
    job.max_instances(2).await.unwrap();
    for second in [35, 40, 45] {
        clock.set(instant(&format!("09:30:{second}")));
        for harness in [&one, &other] {
            harness.scheduler.wakeup();
            while history(harness, "held-on-two-nodes").await.len() < (second - 30) / 5 {
                tokio::task::yield_now().await;
            }
        }
    }
    let states = ["09:30:35 Running", "09:30:40 Running", "09:30:45 Skipped"];
    assert_eq!(history(&one, "held-on-two-nodes").await, states);
    for harness in [&one, &other] {
        let now = harness.scheduler.run_now("held-on-two-nodes").await.unwrap_err();
        assert_eq!(now.kind(), ErrorKind::MaxInstances);
    }
    release("held-on-two-nodes");
    release("held-on-two-nodes");
    at_rest(&one, &other).await;
    let states = ["09:30:35 Executed", "09:30:40 Executed", "09:30:45 Skipped"];
    assert_eq!(history(&one, "held-on-two-nodes").await, states);
}

#[tokio::test]
async fn a_run_by_hand_is_beside_the_schedule_also_in_the_history() {
    let folder = Folder::new();
    let (_clock, one, other) = two(&folder).await;
    one.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").paused(true).await.unwrap();
    other.scheduler.run_now("job").await.unwrap();
    at_rest(&one, &other).await;
    assert_eq!(history(&one, "job").await, ["09:30:31 Executed"]);
    let runs = one.scheduler.history("default", aps_runtime::HistoryQuery::last(1)).await.unwrap();
    assert!(runs[0].is_manual);
    assert_eq!(one.scheduler.job("job").await.unwrap().status(), JobStatus::Paused);
}

/// As in the middle of a deployment, when some run the new program already.
#[tokio::test]
async fn a_node_leaves_to_others_what_it_has_no_function_for() {
    const HERE: SourceLocation = SourceLocation { module: "shop", file: "src/lib.rs", line: 1, column: 1 };
    let folder = Folder::new();
    let clock = ManualClock::at(instant("09:30"));
    let body = JobBody::Blocking(|_, _| Ok(JobOutput::NONE));
    let function =
        JobFunction { name: "shop::brand_new", body, check: |_| Ok(()), states: &[], location: HERE };
    let registry = Registry::from_definitions(vec![function].leak(), &[]).unwrap();
    let builder = Scheduler::builder().registry(registry).job_store("default", folder.store());
    let new = Harness::on(clock.clone(), builder);
    new.scheduler.start().await.unwrap();
    let call = JobCall::new("shop::brand_new", &());
    new.scheduler.add_job(call, cron("0 * * * *")).id("new").await.unwrap();

    let old = folder.scheduler_on(&clock);
    old.scheduler.start().await.unwrap();
    new.scheduler.pause().unwrap();
    old.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("old").await.unwrap();
    clock.set(instant("10:00"));
    at_rest(&old, &new).await;
    assert_eq!(history(&old, "old").await, ["10:00:00 Executed"]);
    assert!(history(&old, "new").await.is_empty(), "the old program has started what it does not know");
    assert_eq!(old.scheduler.job("new").await.unwrap().status(), JobStatus::Unresolved);
    assert_eq!(new.scheduler.job("new").await.unwrap().status(), JobStatus::Scheduled(instant("10:00")));
    new.scheduler.resume().unwrap();
    at_rest(&new, &old).await;
    assert_eq!(history(&old, "new").await, ["10:00:00 Executed"]);
}

/// Not by asking again and again: SQLite is looked at ten times a second whether something has changed.
#[tokio::test]
async fn what_one_adds_the_other_learns_of() {
    let folder = Folder::new();
    let builder = || Scheduler::builder().timezone("UTC").job_store("default", folder.store());
    let (one, other) = (builder().build().unwrap(), builder().build().unwrap());
    one.start().await.unwrap();
    other.start().await.unwrap();
    one.pause().unwrap();
    let mut events = other.events(EventMask::JOB_EXECUTED);
    one.add_job(succeed::job(), Now).id("job").await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(event.job_id().unwrap(), "job");
    one.shutdown(Wait::ForJobs).await.unwrap();
    other.shutdown(Wait::ForJobs).await.unwrap();
}
