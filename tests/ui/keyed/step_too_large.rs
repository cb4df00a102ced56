use aps_runtime::prelude::*;

#[scheduled_job(cron(minute = "*/60"))]
fn report() {}

fn main() {}
