use aps_runtime::prelude::*;

#[scheduled_job(and(cron(month = "jan-mar", day = "last"), cron(month = "4-6")))]
fn report() {}

fn main() {}
