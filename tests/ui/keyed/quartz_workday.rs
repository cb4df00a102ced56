use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "15W"))]
fn report() {}

fn main() {}
