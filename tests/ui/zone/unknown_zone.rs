use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "Europe/Berln")]
fn report() {}

fn main() {}
