use aps_runtime::prelude::*;

#[scheduled_job(cron = "5m")]
fn report() {}

fn main() {}
