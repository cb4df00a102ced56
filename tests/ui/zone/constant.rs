use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = Tz::Europe__Berlin)]
fn report() {}

fn main() {}
