use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry = "3 times")]
fn report() {}

fn main() {}
