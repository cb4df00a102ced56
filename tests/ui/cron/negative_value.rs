use aps_runtime::prelude::*;

#[scheduled_job(cron = "-5 * * * *")]
fn report() {}

fn main() {}
