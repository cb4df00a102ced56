use aps_runtime::prelude::*;

#[scheduled_job(cron = "rate(5 minutes)")]
fn report() {}

fn main() {}
