use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 12 * * ? 2030")]
fn report() {}

fn main() {}
