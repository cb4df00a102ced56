use crate::harness::{Harness, cron, hold, once, release};

#[tokio::test]
async fn a_run_that_finds_no_place_is_skipped_and_told() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("one_place").await.unwrap();
    harness.clock.set(crate::harness::instant("10:00"));
    harness.until_told("submitted one_place 10:00:00").await;
    harness.clock.set(crate::harness::instant("11:00"));
    harness.until_told("max_instances one_place 11:00:00").await;
    release("one_place");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed one_place 10:00:00"]);
    release("one_place");
    harness.jump_to("12:00").await;
    assert_eq!(harness.log(), ["submitted one_place 12:00:00", "executed one_place 12:00:00"]);
}

#[tokio::test]
async fn as_many_as_max_instances_run_at_once() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("two_places");
    job.max_instances(2).await.unwrap();
    for (time, told) in [
        ("10:00", "submitted two_places 10:00:00"),
        ("11:00", "submitted two_places 11:00:00"),
        ("12:00", "max_instances two_places 12:00:00"),
    ] {
        harness.clock.set(crate::harness::instant(time));
        harness.until_told(told).await;
    }
    release("two_places");
    release("two_places");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
}

#[tokio::test]
async fn the_removal_of_a_finished_job_is_told_after_its_last_run() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id("held_once").await.unwrap();
    harness.clock.set(crate::harness::instant("10:00"));
    harness.until_told("submitted held_once 10:00:00").await;
    assert!(harness.scheduler.job("held_once").await.is_err());
    assert!(harness.log().is_empty());
    release("held_once");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed held_once 10:00:00", "removed held_once"]);
}
