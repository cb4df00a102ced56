use aps_runtime::prelude::*;

#[job(name = "mail")]
#[scheduled_job(cron = "0 0 * * *")]
fn report() {}

fn main() {}
