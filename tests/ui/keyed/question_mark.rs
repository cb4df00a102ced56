use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "?"))]
fn report() {}

fn main() {}
