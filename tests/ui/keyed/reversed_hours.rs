use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = "22-2"))]
fn report() {}

fn main() {}
