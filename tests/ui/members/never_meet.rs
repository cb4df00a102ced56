use aps_runtime::prelude::*;

#[scheduled_job(and(cron = "0 8 13 * *", cron = "30 8 * * fri"))]
fn report() {}

fn main() {}
