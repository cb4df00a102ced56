use aps_runtime::prelude::*;

#[scheduled_job(cron = "L * * * *")]
fn report() {}

fn main() {}
