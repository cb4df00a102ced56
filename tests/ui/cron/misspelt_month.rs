use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 1-15 mai-aug *")]
fn report() {}

fn main() {}
