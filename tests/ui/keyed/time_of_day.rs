use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = "09:30"))]
fn report() {}

fn main() {}
