use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", jiter = 120)]
fn report() {}

fn main() {}
