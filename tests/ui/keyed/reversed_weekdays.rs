use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = "sat-mon"))]
fn report() {}

fn main() {}
