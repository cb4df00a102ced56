//! Runs start later than their fire times, by a delay that everybody can work out.

use std::time::Duration;

use aps_runtime::ErrorKind;
use aps_runtime::prelude::*;
use aps_triggers::jitter;
use chrono::{DateTime, TimeDelta, Utc};

use crate::harness::{Harness, instant, succeed};

const MAX: Duration = Duration::from_secs(600);

fn hourly() -> CronTrigger {
    CronTrigger::parse("0 * * * *").unwrap().jitter(MAX)
}

fn due(id: &str, fire_time: &str) -> DateTime<Utc> {
    let fire_time = instant(fire_time);
    fire_time + TimeDelta::from_std(jitter::delay(MAX, id, fire_time)).unwrap()
}

#[tokio::test]
async fn a_run_starts_at_its_delay_and_keeps_its_time() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), hourly()).id("job").await.unwrap();
    assert_eq!(job.next_run_time(), Some(instant("10:00")));
    let due = due("job", "10:00");
    assert!(due > instant("10:00"));
    harness.jump_to(&(due - TimeDelta::microseconds(1)).to_rfc3339()).await;
    assert_eq!(harness.log_of(&["executed"]), [""; 0]);
    harness.jump_to(&due.to_rfc3339()).await;
    assert_eq!(harness.log_of(&["executed"]), ["executed job 10:00:00"]);
}

/// With jitters of their own, no hour is lost in a year, and none comes twice.
#[tokio::test]
async fn nothing_is_skipped_and_nothing_adds_up() {
    let harness = Harness::started("00:30").await;
    harness.scheduler.add_job(succeed::job(), hourly()).id("job").await.unwrap();
    harness.run_until("2027-01-01T00:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 365 * 24);
}

#[tokio::test]
async fn a_run_is_late_from_when_it_was_due() {
    for (late, outcome) in [(5, "executed"), (6, "missed")] {
        let harness = Harness::started("09:30").await;
        let job = harness.scheduler.add_job(succeed::job(), hourly()).id("job");
        job.misfire_grace_time(Duration::from_secs(5)).await.unwrap();
        harness.jump_to(&(due("job", "10:00") + TimeDelta::seconds(late)).to_rfc3339()).await;
        assert_eq!(harness.log_of(&["executed", "missed"]), [format!("{outcome} job 10:00:00")]);
    }
}

/// Paused and resumed while its delay passes, a fire has not come due in between.
#[tokio::test]
async fn a_fire_whose_delay_outlasts_a_pause_is_not_lost() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), hourly()).id("job").await.unwrap();
    job.pause().await.unwrap();
    harness.jump_to(&(due("job", "10:00") - TimeDelta::seconds(1)).to_rfc3339()).await;
    job.resume().await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed job 10:00:00"]);
}

/// Coalescing stands for what was due, not for what has fired and is still delayed.
#[tokio::test]
async fn what_is_not_due_yet_is_not_coalesced() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), hourly()).id("job").await.unwrap();
    harness.jump_to(&(due("job", "13:00") - TimeDelta::seconds(1)).to_rfc3339()).await;
    assert_eq!(
        harness.log_of(&["coalesced", "executed"]),
        ["coalesced job 10:00:00 11:00:00", "executed job 12:00:00"]
    );
}

/// Or an export would fail, long after it was added.
#[tokio::test]
async fn a_delay_that_cannot_be_written_down_is_refused() {
    for harness in [Harness::at("09:30"), Harness::started("09:30").await] {
        let endless = hourly().jitter(Duration::MAX);
        let error = harness.scheduler.add_job(succeed::job(), endless.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Parse);
        assert!(error.to_string().starts_with("invalid jitter: the length is too long"), "{error}");
        let job = harness.scheduler.add_job(succeed::job(), hourly()).await.unwrap();
        assert_eq!(job.modify().trigger(endless).await.unwrap_err().kind(), ErrorKind::Parse);
    }
}
