use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 */24 * * *")]
fn report() {}

fn main() {}
