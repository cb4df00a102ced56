use aps_runtime::prelude::*;

#[scheduled_job(cron = "0,30, * * * *")]
fn report() {}

fn main() {}
