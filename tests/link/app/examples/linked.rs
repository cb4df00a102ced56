//! An example of a program: it has its own jobs, and those of the crates it names.

use aps_runtime::prelude::*;
use link_orders as _;

#[scheduled_job(interval = "1h", id = "example.own")]
fn own() {}

fn main() -> aps_runtime::Result<()> {
    let scheduler = Scheduler::builder().build()?;
    for job in scheduler.registry().jobs() {
        println!("{} {}", job.id, job.location.crate_name());
    }
    Ok(())
}
