use aps_runtime::prelude::*;

#[scheduled_job(cron = "PT5M")]
fn report() {}

fn main() {}
