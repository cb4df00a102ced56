use aps_runtime::prelude::*;

#[scheduled_job(cron = "09:30")]
fn report() {}

fn main() {}
