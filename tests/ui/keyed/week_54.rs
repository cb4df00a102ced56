use aps_runtime::prelude::*;

#[scheduled_job(cron(week = 54))]
fn report() {}

fn main() {}
