use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = mon))]
fn report() {}

fn main() {}
