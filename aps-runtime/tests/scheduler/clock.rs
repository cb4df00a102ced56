//! The wall clock is set while the scheduler runs.

use crate::harness::{Harness, cron, instant, succeed};

#[tokio::test]
async fn a_clock_set_back_makes_nothing_run_twice() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("10:30").await;
    harness.clock.set(instant("08:00"));
    harness.run_until("11:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 10:00:00", "executed hourly 11:00:00"]);
}

#[tokio::test]
async fn a_clock_set_ten_years_forward_runs_a_job_once() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.jump_to("2036-01-01T00:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 00:00:00"]);
    let job = harness.scheduler.job("hourly").await.unwrap();
    assert_eq!(job.next_run_time(), Some(instant("2036-01-01T01:00:00Z")));
}

#[tokio::test]
async fn a_year_of_an_hourly_job_takes_every_hour_once() {
    let harness = Harness::started("00:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("2027-01-01T00:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 365 * 24);
}
