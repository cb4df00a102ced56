use aps_runtime::prelude::*;

use aps_runtime::scheduled_job as every;

#[every(cron = "0 0 * * *", id = "night")]
#[every(cron = "0 5 * * *", id = "morning")]
fn report() {}

fn main() {}
