use aps_runtime::prelude::*;

#[scheduled_job(cron = "60 24 32 13 8")]
fn report() {}

fn main() {}
