use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = "mon-fri/2"))]
fn report() {}

fn main() {}
