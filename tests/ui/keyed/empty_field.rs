use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = ""))]
fn report() {}

fn main() {}
