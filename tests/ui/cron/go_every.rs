use aps_runtime::prelude::*;

#[scheduled_job(cron = "@every 5m")]
fn report() {}

fn main() {}
