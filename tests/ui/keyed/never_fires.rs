use aps_runtime::prelude::*;

#[scheduled_job(cron(month = 1, week = 30))]
fn report() {}

fn main() {}
