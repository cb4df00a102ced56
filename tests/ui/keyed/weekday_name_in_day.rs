use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "fri"))]
fn report() {}

fn main() {}
