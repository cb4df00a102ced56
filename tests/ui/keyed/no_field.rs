use aps_runtime::prelude::*;

#[scheduled_job(cron())]
fn report() {}

fn main() {}
