use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * mo-fr")]
fn report() {}

fn main() {}
