use aps_runtime::prelude::*;

#[scheduled_job(cron(minutes = 5))]
fn report() {}

fn main() {}
