use aps_runtime::prelude::*;

#[scheduled_job(cron = "@every 1h30m")]
fn report() {}

fn main() {}
