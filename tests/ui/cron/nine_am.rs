use aps_runtime::prelude::*;

#[scheduled_job(cron = "9am")]
fn report() {}

fn main() {}
