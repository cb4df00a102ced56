#![deny(unused_must_use)]
use aps_runtime::prelude::*;

#[job]
async fn report() {}

async fn change(scheduler: Scheduler) {
    scheduler.add_job(report::job(), Now).id("report");
    scheduler.pause_job("report");
    scheduler.modify_job("report").name("daily report");
    scheduler.resume_job("report");
    scheduler.remove_job("report");
}

fn main() {}
