use aps_runtime::prelude::*;

#[scheduled_job(cron = "*-*-* 04:00:00")]
fn report() {}

fn main() {}
