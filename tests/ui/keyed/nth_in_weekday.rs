use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = "3rd fri"))]
fn report() {}

fn main() {}
