use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "L"))]
fn report() {}

fn main() {}
