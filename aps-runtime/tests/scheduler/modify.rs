//! Changing jobs: pending ones and stored ones alike, all or nothing.

use std::sync::Mutex;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobStatus, MemoryStore, MisfireGraceTime};

use crate::harness::{Harness, cron, fail, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

/// The same twice: with a job that is pending, and with one that is in its store.
async fn pending_and_stored() -> [Harness; 2] {
    let (pending, stored) = (Harness::at("09:30"), Harness::started("09:30").await);
    for harness in [&pending, &stored] {
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
        harness.log();
    }
    [pending, stored]
}

#[tokio::test]
async fn every_attribute_but_the_id_can_be_changed() {
    for harness in pending_and_stored().await {
        let modified = harness.scheduler.modify_job("job").name("new").executor("default").coalesce(false);
        let modified = modified.max_instances(3).misfire_grace_time(Duration::from_secs(5));
        modified.tag("red").metadata("owner", "ann").call(fail::job()).trigger(once("11:00")).await.unwrap();

        let job = harness.scheduler.job("job").await.unwrap();
        assert_eq!((job.name(), job.executor(), job.coalesce()), ("new", "default", false));
        assert_eq!(job.max_instances(), 3);
        assert_eq!(job.misfire_grace_time(), MisfireGraceTime::Within(Duration::from_secs(5)));
        assert!(job.function().ends_with("::fail"));
        assert!(job.labels().unwrap().has_tag("red"));
        assert_eq!(job.labels().unwrap().metadata().collect::<Vec<_>>(), [("owner", "ann")]);
        harness.scheduler.start().await.ok();
        harness.run_until("12:00").await;
        assert_eq!(harness.log_of(&["error", "executed"]), ["error job 11:00:00 no paper"]);
    }
}

#[tokio::test]
async fn what_is_not_said_stays_as_it_is() {
    for harness in pending_and_stored().await {
        let before = harness.scheduler.job("job").await.unwrap();
        harness.scheduler.modify_job("job").max_instances(2).await.unwrap();
        let after = before.refresh().await.unwrap();
        assert_eq!(after.next_run_time(), before.next_run_time());
        assert_eq!((after.name(), after.coalesce()), (before.name(), true));
    }
}

#[tokio::test]
async fn nothing_is_changed_if_something_is_wrong() {
    for harness in pending_and_stored().await {
        let modify = || harness.scheduler.modify_job("job").name("new");
        let past = cron("0 * * * *").end_date(instant("2025-01-01T00:00:00Z"));
        let wrong = [
            (modify().executor("nobody").await, ErrorKind::UnknownExecutor),
            (modify().max_instances(0).await, ErrorKind::InvalidOption),
            (modify().name("").await, ErrorKind::InvalidOption),
            (modify().tag("").await, ErrorKind::InvalidOption),
            (modify().metadata("", "ann").await, ErrorKind::InvalidOption),
            (modify().executor("").await, ErrorKind::UnknownExecutor),
            (modify().timeout(Duration::ZERO).await, ErrorKind::InvalidOption),
            (modify().trigger(past).await, ErrorKind::TriggerFinished),
            (modify().trigger(IntervalTrigger::every(Duration::ZERO)).await, ErrorKind::Parse),
            (harness.scheduler.modify_job("nobody").await, ErrorKind::JobLookup),
        ];
        for (result, kind) in wrong {
            assert_eq!(result.unwrap_err().kind(), kind);
        }
        assert_ne!(harness.scheduler.job("job").await.unwrap().name(), "new");
        assert!(harness.log().is_empty());
    }
}

#[tokio::test]
async fn a_modification_is_told_once() {
    let [_, stored] = pending_and_stored().await;
    stored.scheduler.modify_job("job").name("new").max_instances(2).await.unwrap();
    assert_eq!(stored.log(), ["modified job"]);
}

#[tokio::test]
async fn a_modification_is_made_to_what_is_there_when_it_is_written() {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    let other = job.clone();
    store.before_the_first("update", move || async move { other.pause().await.unwrap() });
    job.modify().name("new").await.unwrap();
    let job = job.refresh().await.unwrap();
    assert_eq!((job.name(), job.status()), ("new", JobStatus::Paused));
}

#[tokio::test]
async fn another_trigger_brings_its_own_next_run_time() {
    for harness in pending_and_stored().await {
        harness.scheduler.reschedule_job("job", cron("15 * * * *")).await.unwrap();
        harness.scheduler.start().await.ok();
        let job = harness.scheduler.job("job").await.unwrap();
        assert_eq!(job.next_run_time(), Some(instant("10:15")));
        job.modify().trigger(cron("45 * * * *")).await.unwrap();
        assert_eq!(job.refresh().await.unwrap().next_run_time(), Some(instant("09:45")));
    }
}

/// In APScheduler, this would resume it.
#[tokio::test]
async fn a_paused_job_that_is_rescheduled_stays_paused() {
    for harness in pending_and_stored().await {
        let job = harness.scheduler.job("job").await.unwrap();
        job.pause().await.unwrap();
        job.reschedule(cron("15 * * * *")).await.unwrap();
        assert_eq!(job.refresh().await.unwrap().status(), JobStatus::Paused);
        harness.scheduler.start().await.ok();
        job.resume().await.unwrap();
        assert_eq!(job.refresh().await.unwrap().next_run_time(), Some(instant("10:15")));
    }
}

#[tokio::test]
async fn a_next_run_time_of_ones_own_comes_first_and_the_trigger_goes_on_from_there() {
    for harness in pending_and_stored().await {
        harness.scheduler.modify_job("job").next_run_time(instant("09:40")).await.unwrap();
        harness.scheduler.start().await.ok();
        harness.run_until("11:30").await;
        let executed = ["executed job 09:40:00", "executed job 10:00:00", "executed job 11:00:00"];
        assert_eq!(harness.log_of(&["executed"]), executed);
    }
}

#[tokio::test]
async fn no_next_run_time_pauses_and_one_resumes_as_in_apscheduler() {
    for harness in pending_and_stored().await {
        harness.scheduler.modify_job("job").next_run_time(None).await.unwrap();
        let job = harness.scheduler.job("job").await.unwrap();
        assert_eq!(job.status(), JobStatus::Paused);
        job.modify().next_run_time(instant("09:50")).await.unwrap();
        harness.scheduler.start().await.ok();
        assert_eq!(job.refresh().await.unwrap().next_run_time(), Some(instant("09:50")));
    }
}

#[tokio::test]
async fn a_next_run_time_can_be_given_with_the_job() {
    for running in [false, true] {
        let harness = Harness::at("09:30");
        if running {
            harness.scheduler.start().await.unwrap();
        }
        let add = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job");
        add.next_run_time(instant("09:35")).await.unwrap();
        let add = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("paused");
        add.next_run_time(None).await.unwrap();
        harness.scheduler.start().await.ok();
        harness.run_until("10:00").await;
        assert_eq!(harness.log_of(&["executed"]), ["executed job 09:35:00", "executed job 10:00:00"]);
    }
}

#[tokio::test]
async fn a_run_that_is_under_way_goes_on_as_it_was_begun() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("modify-held").await.unwrap();
    harness.clock.set(instant("10:00"));
    while harness.log_of(&["submitted"]).is_empty() {
        tokio::task::yield_now().await;
    }
    job.modify().call(fail::job()).await.unwrap();
    release("modify-held");
    harness.run_until("11:00").await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        ["executed modify-held 10:00:00", "error modify-held 11:00:00 no paper"]
    );
}

#[tokio::test]
async fn arguments_are_changed_by_another_call() {
    static SEEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    #[job]
    fn note(number: u8) {
        SEEN.lock().unwrap().push(number);
    }
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(note::job(1), cron("0 * * * *")).id("job").await.unwrap();
    harness.run_until("10:00").await;
    job.modify().call(note::job(2)).await.unwrap();
    harness.run_until("11:00").await;
    assert_eq!(*SEEN.lock().unwrap(), [1, 2]);
}

#[tokio::test]
async fn tags_find_jobs_and_cost_nothing_when_they_are_gone() {
    let harness = Harness::started("09:30").await;
    for (id, tag) in [("a", "red"), ("b", "blue"), ("c", "red")] {
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).tag(tag).await.unwrap();
    }
    let red = harness.scheduler.jobs_with_tag("red").await.unwrap();
    assert_eq!(red.iter().map(|job| job.id().as_str()).collect::<Vec<_>>(), ["a", "c"]);
    harness.scheduler.modify_job("a").without_tag("red").metadata("k", "v").await.unwrap();
    let a = harness.scheduler.job("a").await.unwrap();
    assert_eq!(a.labels().unwrap().tags().count(), 0);
    a.modify().without_metadata("k").await.unwrap();
    assert!(a.refresh().await.unwrap().labels().is_none());
}

#[tokio::test]
async fn a_job_that_is_gone_cannot_be_refreshed() {
    let [_, stored] = pending_and_stored().await;
    let job = stored.scheduler.job("job").await.unwrap();
    job.remove().await.unwrap();
    assert_eq!(job.refresh().await.unwrap_err().kind(), ErrorKind::JobLookup);
}

#[tokio::test]
async fn handles_are_equal_if_they_mean_one_job() {
    let harness = Harness::new("09:30", Scheduler::builder().job_store("other", MemoryStore::new()));
    let add = || harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("same");
    let (one, other) = (add().await.unwrap(), add().jobstore("other").await.unwrap());
    assert_eq!(one, harness.scheduler.job("same").await.unwrap());
    assert_ne!(one, other);
}
