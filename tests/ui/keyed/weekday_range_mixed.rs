use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = "mon-5"))]
fn report() {}

fn main() {}
