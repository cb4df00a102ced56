use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * LW *")]
fn report() {}

fn main() {}
