use aps_runtime::prelude::*;

#[scheduled_job(cron = "@EverySecond")]
fn report() {}

fn main() {}
