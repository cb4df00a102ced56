//! A test binary: it has its own jobs, and those of the crates it names.

use aps_runtime::prelude::*;
use link_orders as _;

#[scheduled_job(interval = "1h", id = "test.own")]
fn own() {}

#[test]
fn the_jobs_of_named_crates_and_of_the_test_are_there() {
    let scheduler = Scheduler::builder().build().unwrap();
    let ids: Vec<_> = scheduler.registry().jobs().map(|job| job.id).collect();
    assert_eq!(ids, ["orders.nested", "orders.nightly", "test.own"]);
}
