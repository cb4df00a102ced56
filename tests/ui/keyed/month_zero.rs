use aps_runtime::prelude::*;

#[scheduled_job(cron(month = 0))]
fn report() {}

fn main() {}
