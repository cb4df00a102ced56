use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 1 mär *")]
fn report() {}

fn main() {}
