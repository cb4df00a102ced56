use aps_runtime::prelude::*;

#[scheduled_job(cron(month = 7, week = 53))]
fn report() {}

fn main() {}
