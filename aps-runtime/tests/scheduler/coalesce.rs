use crate::harness::{Harness, cron, succeed};

#[tokio::test]
async fn runs_that_became_due_together_are_rolled_into_the_last() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.jump_to("12:30").await;
    assert_eq!(
        harness.log(),
        [
            "added hourly",
            "coalesced hourly 10:00:00 11:00:00",
            "submitted hourly 12:00:00",
            "executed hourly 12:00:00"
        ]
    );
}

#[tokio::test]
async fn without_coalescing_each_of_them_runs_in_order() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly");
    job.coalesce(false).await.unwrap();
    harness.jump_to("12:30").await;
    assert_eq!(
        harness.log(),
        [
            "added hourly",
            "submitted hourly 10:00:00 11:00:00 12:00:00",
            "executed hourly 10:00:00",
            "executed hourly 11:00:00",
            "executed hourly 12:00:00"
        ]
    );
}

#[tokio::test]
async fn the_default_is_the_schedulers() {
    let builder = aps_runtime::Scheduler::builder().coalesce(false);
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.jump_to("11:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 10:00:00", "executed hourly 11:00:00"]);
}

#[tokio::test]
async fn on_time_there_is_nothing_to_coalesce() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("12:30").await;
    assert_eq!(
        harness.log_of(&["executed", "coalesced"]),
        ["executed hourly 10:00:00", "executed hourly 11:00:00", "executed hourly 12:00:00"]
    );
}

#[tokio::test]
async fn a_week_of_missed_seconds_is_one_run_and_costs_nothing() {
    let harness = Harness::started("00:00").await;
    harness.scheduler.add_job(succeed::job(), cron("* * * * * *")).id("secondly").await.unwrap();
    harness.jump_to("00:00").await;
    harness.jump_to("2026-01-08T00:00:00Z").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed secondly 00:00:00", "executed secondly 00:00:00"]);
}
