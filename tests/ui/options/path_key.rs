use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", job.id = "report")]
fn report() {}

fn main() {}
