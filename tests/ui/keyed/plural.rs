use aps_runtime::prelude::*;

#[scheduled_job(cron(hours = 5))]
fn report() {}

fn main() {}
