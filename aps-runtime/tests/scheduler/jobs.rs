use std::sync::{Arc, Mutex};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobStatus};

use crate::harness::{Harness, cron, instant, once, succeed};

#[tokio::test]
async fn a_job_added_before_the_start_is_pending_and_then_scheduled() {
    let harness = Harness::at("09:30");
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("early").await.unwrap();
    assert_eq!(job.status(), JobStatus::Pending);
    assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 1);
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.job("early").await.unwrap();
    assert_eq!(job.next_run_time(), Some(instant("10:00")));
    harness.run_until("10:00").await;
    assert_eq!(
        harness.log(),
        ["added early", "started", "submitted early 10:00:00", "executed early 10:00:00"]
    );
}

#[tokio::test]
async fn an_interval_starts_one_interval_after_it_is_added_and_keeps_to_its_grid() {
    let harness = Harness::started("09:30").await;
    let every_20_minutes = IntervalTrigger::every(Duration::from_secs(1200));
    harness.scheduler.add_job(succeed::job(), every_20_minutes).id("interval").await.unwrap();
    harness.run_until("10:15").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed interval 09:50:00", "executed interval 10:10:00"]);
    harness.jump_to("10:59").await;
    harness.run_until("11:10").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed interval 10:50:00", "executed interval 11:10:00"]);
}

#[tokio::test]
async fn a_job_can_add_jobs_that_are_due_at_once_or_later() {
    #[job]
    async fn plan(ctx: JobContext) -> aps_runtime::Result<()> {
        let later = ctx.scheduled_run_time() + chrono::TimeDelta::minutes(5);
        let now = DateTrigger::at(ctx.scheduled_run_time());
        ctx.scheduler().add_job(succeed::job(), now).id("at_once").await?;
        ctx.scheduler().add_job(succeed::job(), DateTrigger::at(later)).id("later").await?;
        Ok(())
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(plan::job(), once("10:00")).id("plan").await.unwrap();
    harness.run_until("10:10").await;
    assert_eq!(
        harness.log_of(&["executed"]),
        ["executed plan 10:00:00", "executed at_once 10:00:00", "executed later 10:05:00"]
    );
}

#[tokio::test]
async fn arguments_and_context_reach_the_function() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    #[job]
    fn record(text: String, ctx: JobContext, number: u8) {
        SEEN.lock().unwrap().push(format!("{text} {number} {}", ctx.job_id()));
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(record::job("seven".into(), 7), once("10:00")).id("args").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(*SEEN.lock().unwrap(), ["seven 7 args"]);
}

#[tokio::test]
async fn an_id_is_taken_once_unless_it_is_replaced() {
    for running in [false, true] {
        let harness = Harness::at("09:30");
        if running {
            harness.scheduler.start().await.unwrap();
        }
        let add = |trigger: &str| harness.scheduler.add_job(succeed::job(), cron(trigger)).id("same");
        add("0 * * * *").await.unwrap();
        let error = add("5 * * * *").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConflictingId);
        assert!(error.to_string().contains("`same`"), "{error}");
        add("5 * * * *").replace_existing(true).await.unwrap();
        if !running {
            harness.scheduler.start().await.unwrap();
        }
        assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 1);
        assert_eq!(harness.scheduler.job("same").await.unwrap().next_run_time(), Some(instant("10:05")));
    }
}

#[tokio::test]
async fn a_paused_job_does_not_run_and_a_resumed_one_starts_from_now() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    job.pause().await.unwrap();
    assert_eq!(harness.scheduler.job("hourly").await.unwrap().status(), JobStatus::Paused);
    harness.run_until("12:30").await;
    job.resume().await.unwrap();
    harness.run_until("13:30").await;
    assert_eq!(
        harness.log(),
        [
            "added hourly",
            "modified hourly",
            "modified hourly",
            "submitted hourly 13:00:00",
            "executed hourly 13:00:00"
        ]
    );
}

#[tokio::test]
async fn resuming_at_the_instant_of_a_run_does_not_run_it_again() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("10:00").await;
    job.pause().await.unwrap();
    job.resume().await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 10:00:00"]);
}

#[tokio::test]
async fn a_date_that_passed_during_a_pause_is_not_made_up_for() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id("once").await.unwrap();
    job.pause().await.unwrap();
    harness.run_until("12:00").await;
    job.resume().await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["added once", "modified once", "removed once"]);
}

#[tokio::test]
async fn a_handle_changes_the_job_in_its_own_store() {
    for running in [false, true] {
        let builder = Scheduler::builder().job_store("first", aps_runtime::MemoryStore::new());
        let harness = Harness::new("09:30", builder);
        if running {
            harness.scheduler.start().await.unwrap();
        }
        harness.scheduler.add_job(succeed::job(), once("10:00")).id("same").jobstore("first").await.unwrap();
        let job = harness.scheduler.add_job(succeed::job(), once("11:00")).id("same").await.unwrap();
        job.remove().await.unwrap();
        assert_eq!(harness.scheduler.job("same").await.unwrap().jobstore(), "first");
        harness.scheduler.remove_job("same").await.unwrap();
        assert!(harness.scheduler.jobs().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_one_shot_that_adds_itself_again_is_not_told_as_removed_afterwards() {
    #[job]
    async fn again(ctx: JobContext) -> aps_runtime::Result<()> {
        let later = DateTrigger::at(ctx.scheduled_run_time() + chrono::TimeDelta::hours(1));
        ctx.scheduler().add_job(again::job(), later).id(ctx.job_id()).await?;
        Ok(())
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(again::job(), once("10:00")).id("again").await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log(),
        [
            "added again",
            "submitted again 10:00:00",
            "removed again",
            "added again",
            "executed again 10:00:00"
        ]
    );
    harness.run_until("11:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed again 11:00:00"]);
}

#[tokio::test]
async fn a_trigger_that_can_never_fire_is_refused_before_the_start_as_well() {
    let harness = Harness::at("09:30");
    let zero = IntervalTrigger::every(Duration::ZERO);
    let error = harness.scheduler.add_job(succeed::job(), zero).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Parse);
}

#[tokio::test]
async fn a_trigger_without_a_time_left_is_refused_before_the_start_as_well() {
    let harness = Harness::at("09:30");
    let past = cron("0 * * * *").end_date(instant("2025-01-01T00:00:00Z"));
    let error = harness.scheduler.add_job(succeed::job(), past).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TriggerFinished);
}

#[tokio::test]
async fn a_schedule_with_a_start_and_an_end_keeps_to_both_and_is_removed_after_its_last_run() {
    let harness = Harness::started("09:30").await;
    let window = cron("0 * * * *").start_date(instant("11:00")).end_date(instant("12:00"));
    harness.scheduler.add_job(succeed::job(), window).id("cron").await.unwrap();
    let window = IntervalTrigger::every(Duration::from_secs(1800));
    let window = window.start_date(instant("11:15")).end_date(instant("11:50"));
    harness.scheduler.add_job(succeed::job(), window).id("interval").await.unwrap();
    harness.run_until("15:00").await;
    assert_eq!(
        harness.log_of(&["executed", "removed"]),
        [
            "executed cron 11:00:00",
            "executed interval 11:15:00",
            "executed interval 11:45:00",
            "removed interval",
            "executed cron 12:00:00",
            "removed cron"
        ]
    );
    assert!(harness.scheduler.jobs().await.unwrap().is_empty());
}

/// The last fire is delayed beyond the end, and comes all the same.
#[tokio::test]
async fn jitter_delays_the_last_run_beyond_the_end_and_does_not_lose_it() {
    let harness = Harness::started("09:30").await;
    let window = cron("0 * * * *").end_date(instant("10:00")).jitter(Duration::from_secs(600));
    harness.scheduler.add_job(succeed::job(), window).id("job").await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed", "removed"]), ["executed job 10:00:00", "removed job"]);
}

#[tokio::test]
async fn resuming_a_job_that_is_not_paused_changes_nothing() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    job.resume().await.unwrap();
    assert_eq!(harness.log(), ["added hourly"]);
}

#[tokio::test]
async fn resuming_a_job_whose_trigger_has_ended_removes_it() {
    let harness = Harness::started("09:30").await;
    let until_ten = cron("0 * * * *").end_date(instant("10:00"));
    let job = harness.scheduler.add_job(succeed::job(), until_ten).id("ended").await.unwrap();
    job.pause().await.unwrap();
    harness.run_until("12:00").await;
    job.resume().await.unwrap();
    assert!(harness.log().ends_with(&["removed ended".to_owned()]));
    assert!(harness.scheduler.jobs().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_removed_job_does_not_run() {
    for running in [false, true] {
        let harness = Harness::at("09:30");
        if running {
            harness.scheduler.start().await.unwrap();
        }
        let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("gone").await.unwrap();
        job.remove().await.unwrap();
        let error = job.remove().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::JobLookup);
        if !running {
            harness.scheduler.start().await.unwrap();
        }
        harness.run_until("12:00").await;
        assert!(harness.log_of(&["submitted"]).is_empty());
    }
}

#[tokio::test]
async fn a_pending_job_can_be_paused_and_resumed() {
    let harness = Harness::at("09:30");
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("pending").await.unwrap();
    job.pause().await.unwrap();
    assert_eq!(harness.scheduler.job("pending").await.unwrap().status(), JobStatus::Paused);
    harness.scheduler.start().await.unwrap();
    harness.run_until("10:30").await;
    job.resume().await.unwrap();
    harness.run_until("11:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed pending 11:00:00"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_when_the_job_is_added() {
    let harness = Harness::started("09:30").await;
    let add = || harness.scheduler.add_job(succeed::job(), cron("0 * * * *"));
    let kind = |result: Result<Job, aps_runtime::Error>| result.unwrap_err().kind();
    assert_eq!(kind(add().id("no blanks").await), ErrorKind::InvalidId);
    assert_eq!(kind(add().max_instances(0).await), ErrorKind::InvalidOption);
    assert_eq!(kind(add().executor("nobody").await), ErrorKind::UnknownExecutor);
    assert_eq!(kind(add().jobstore("nowhere").await), ErrorKind::UnknownJobStore);
    let past = cron("0 * * * *").end_date(instant("2025-01-01T00:00:00Z"));
    assert_eq!(kind(harness.scheduler.add_job(succeed::job(), past).await), ErrorKind::TriggerFinished);
    assert!(harness.log().is_empty());
}

#[tokio::test]
async fn a_job_prints_as_in_apscheduler_and_the_table_is_aligned() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").name("chime");
    let job = job.await.unwrap();
    assert_eq!(job.to_string(), "chime (trigger: cron[0 * * * *], next run at: 2026-01-01 10:00:00 UTC)");
    harness
        .scheduler
        .add_job(succeed::job(), once("2027-01-01T00:00:00Z"))
        .id("x")
        .paused(true)
        .await
        .unwrap();
    let in_tokyo = cron("0 9 * * *").timezone(TimeZone::get("Asia/Tokyo").unwrap());
    harness.scheduler.add_job(succeed::job(), in_tokyo).id("tokyo").await.unwrap();
    assert_eq!(
        harness.scheduler.job_table().await.unwrap().to_string(),
        "\
ID      TRIGGER                        NEXT RUN TIME            EXECUTOR  STORE
hourly  cron[0 * * * *]                2026-01-01 10:00:00 UTC  default   default
tokyo   cron[0 9 * * *] Asia/Tokyo     2026-01-02 00:00:00 UTC  default   default
x       date[2027-01-01 00:00:00 UTC]  paused                   default   default"
    );
}

#[tokio::test]
async fn jobs_are_listed_by_next_run_time() {
    let harness = Harness::started("09:30").await;
    for (id, minute) in [("b", "20"), ("c", "30"), ("a", "20"), ("d", "10")] {
        let trigger = cron(&format!("{minute} * * * *"));
        harness.scheduler.add_job(succeed::job(), trigger).id(id).await.unwrap();
    }
    let jobs = harness.scheduler.jobs().await.unwrap();
    let ids: Vec<_> = jobs.iter().map(|job| job.id().as_str()).collect();
    assert_eq!(ids, ["c", "d", "a", "b"]);
}

#[tokio::test]
async fn many_jobs_due_at_once_all_run_once() {
    let harness = Harness::started("09:30").await;
    let count = Arc::new(Mutex::new(0));
    harness.scheduler.add_listener(EventMask::JOB_EXECUTED, {
        let count = count.clone();
        move |_| *count.lock().unwrap() += 1
    });
    for index in 0..2000 {
        harness.scheduler.add_job(succeed::job(), once("10:00")).id(format!("{index}")).await.unwrap();
    }
    harness.run_until("10:00").await;
    assert_eq!(*count.lock().unwrap(), 2000);
    assert!(harness.scheduler.jobs().await.unwrap().is_empty());
}
