use std::time::Duration;

use aps_runtime::MisfireGraceTime;

use crate::harness::{Harness, cron, once, succeed};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Measured of APScheduler 3.11: three runs due 25, 15 and 5 seconds ago.
#[tokio::test]
async fn only_the_runs_within_the_grace_time_run() {
    let harness = Harness::started("09:59:59").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0,10,20 0 10 * * *")).id("late");
    job.coalesce(false).misfire_grace_time(seconds(12)).await.unwrap();
    harness.jump_to("10:00:25").await;
    assert_eq!(
        harness.log_of(&["submitted", "missed", "executed"]),
        [
            "submitted late 10:00:00 10:00:10 10:00:20",
            "missed late 10:00:00",
            "missed late 10:00:10",
            "executed late 10:00:20"
        ]
    );
}

#[tokio::test]
async fn the_grace_time_itself_is_not_too_late() {
    for (late, outcome) in [("10:00:12", "executed"), ("10:00:13", "missed")] {
        let harness = Harness::started("09:59:59").await;
        let job = harness.scheduler.add_job(succeed::job(), once("10:00:00")).id("late");
        job.misfire_grace_time(seconds(12)).await.unwrap();
        harness.jump_to(late).await;
        assert_eq!(harness.log_of(&["executed", "missed"]), [format!("{outcome} late 10:00:00")]);
    }
}

/// APScheduler would miss it: its default grace time is one second.
#[tokio::test]
async fn by_default_a_late_run_runs_however_late() {
    let harness = Harness::started("10:00").await;
    harness.scheduler.add_job(succeed::job(), once("09:59:30")).id("late").await.unwrap();
    harness.jump_to("10:00").await;
    assert_eq!(
        harness.log(),
        ["added late", "submitted late 09:59:30", "executed late 09:59:30", "removed late"]
    );
}

#[tokio::test]
async fn a_job_may_be_stricter_or_laxer_than_the_scheduler() {
    let builder = aps_runtime::Scheduler::builder().misfire_grace_time(seconds(1));
    let harness = Harness::new("09:00", builder);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("strict").await.unwrap();
    let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id("lax");
    job.misfire_grace_time(MisfireGraceTime::Unlimited).await.unwrap();
    harness.jump_to("11:00").await;
    let mut told = harness.log_of(&["executed", "missed"]);
    told.sort();
    assert_eq!(told, ["executed lax 10:00:00", "missed strict 10:00:00"]);
}
