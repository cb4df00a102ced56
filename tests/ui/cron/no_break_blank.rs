use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 1-15 mai *")]
fn report() {}

fn main() {}
