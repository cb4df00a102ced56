use aps_runtime::prelude::*;

#[scheduled_job(cron = "hello")]
fn report() {}

fn main() {}
