use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", kwargs = {"to": "ann"})]
fn report() {}

fn main() {}
