use aps_runtime::prelude::*;

#[scheduled_job(cron(minute = "5 10"))]
fn report() {}

fn main() {}
