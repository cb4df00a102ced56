use aps_runtime::prelude::*;

#[scheduled_job(cron(year = "2030-2020"))]
fn report() {}

fn main() {}
