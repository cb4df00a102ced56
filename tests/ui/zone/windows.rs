use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "W. Europe Standard Time")]
fn report() {}

fn main() {}
