use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "lastmon"))]
fn report() {}

fn main() {}
