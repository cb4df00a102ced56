use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", max_instances = "3")]
fn report() {}

fn main() {}
