use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "last-3"))]
fn report() {}

fn main() {}
