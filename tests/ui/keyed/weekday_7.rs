use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = 7))]
fn report() {}

fn main() {}
