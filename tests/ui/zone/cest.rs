use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "CEST")]
fn report() {}

fn main() {}
