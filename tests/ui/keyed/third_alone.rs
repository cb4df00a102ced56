use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "3rd"))]
fn report() {}

fn main() {}
