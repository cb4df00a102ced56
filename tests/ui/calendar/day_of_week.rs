use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(weeks = 1, day_of_week = "mon"))]
fn report() {}

fn main() {}
