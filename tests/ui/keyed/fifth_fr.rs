use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "5th fr"))]
fn report() {}

fn main() {}
