//! Prints the ids of the jobs that were linked into it, sorted.

use aps_runtime::prelude::*;
use link_reports as _;

#[scheduled_job(interval = "1h", id = "app.own")]
fn own() {}

fn main() -> aps_runtime::Result<()> {
    let scheduler = Scheduler::builder().build()?;
    for job in scheduler.registry().jobs() {
        println!("{} {}", job.id, job.location.crate_name());
    }
    let error = Scheduler::builder().expect_jobs(["app.own", "unnamed.lost"]).build().unwrap_err();
    println!("{error}");
    Ok(())
}
