use aps_runtime::OnConflict;

use super::{exported, import};
use crate::harness::Harness;

/// A file of these jobs.
fn file(jobs: &[&str]) -> String {
    format!(r#"{{"format": "aps-jobs", "version": 1, "jobs": [{}]}}"#, jobs.join(",\n"))
}

const HOURLY: &str =
    r#"{"id": "hourly", "function": "scheduler::harness::succeed", "trigger": {"cron": "0 * * * *"}}"#;

#[tokio::test]
async fn jobs_are_added_and_run() {
    let harness = Harness::started("09:30").await;
    let report = import(&harness.scheduler, file(&[HOURLY])).await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
1 job read, 1 added
+ hourly: cron[0 * * * *], next run at 2026-01-01 10:00:00 UTC"
    );
    harness.run_until("10:30").await;
    assert_eq!(harness.log(), ["added hourly", "submitted hourly 10:00:00", "executed hourly 10:00:00"]);
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_tells_what_would() {
    let harness = Harness::started("09:30").await;
    import(&harness.scheduler, file(&[HOURLY])).await.unwrap();
    let before = exported(&harness.scheduler).await;
    harness.log();
    let other = file(&[
        &HOURLY
            .replace("0 * * * *", "30 * * * *")
            .replace("\"trigger\"", "\"args\": [], \"max_instances\": 3, \"trigger\""),
        r#"{"id": "new", "function": "gone::away", "trigger": {"interval": "1h"}, "args": ["secret"]}"#,
        r#"{"id": "over", "function": "scheduler::harness::succeed", "trigger": {"interval": "1d", "start_date": "2025-01-01", "end_date": "2025-12-31"}}"#,
    ]);
    let report = import(&harness.scheduler, other).on_conflict(OnConflict::Replace).dry_run().await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
dry run: 3 jobs read, 1 to add, 1 to replace, 1 to leave out
~ hourly: replaced
    max_instances: 1 -> 3
    next_run_time: \"2026-01-01T10:00:00Z\" -> \"2026-01-01T09:30:00Z\"
    trigger: {\"cron\":\"0 * * * *\",\"timezone\":\"UTC\"} -> {\"cron\":\"30 * * * *\",\"timezone\":\"UTC\"}
+ new: interval[1:00:00], paused
    paused: no function `gone::away` is registered in this program
- over: left out, its trigger interval[1 day, 0:00:00] has no fire time left"
    );
    assert_eq!(exported(&harness.scheduler).await, before);
    assert_eq!(harness.log(), [""; 0]);
}
