use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = "fri#2"))]
fn report() {}

fn main() {}
