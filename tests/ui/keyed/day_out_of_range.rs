use aps_runtime::prelude::*;

#[scheduled_job(cron(day = 32))]
fn report() {}

fn main() {}
