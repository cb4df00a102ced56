use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "first mon"))]
fn report() {}

fn main() {}
