use aps_runtime::prelude::*;

#[scheduled_job("cron", hour = 3)]
fn report() {}

fn main() {}
