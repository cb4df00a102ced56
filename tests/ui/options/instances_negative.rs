use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", max_instances = -1)]
fn report() {}

fn main() {}
