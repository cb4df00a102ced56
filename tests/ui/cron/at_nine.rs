use aps_runtime::prelude::*;

#[scheduled_job(cron = "at 9am")]
fn report() {}

fn main() {}
