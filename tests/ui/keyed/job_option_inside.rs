use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 5, id = "report"))]
fn report() {}

fn main() {}
