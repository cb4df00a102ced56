use aps_runtime::prelude::*;

#[scheduled_job(cron(second = 60))]
fn report() {}

fn main() {}
