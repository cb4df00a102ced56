use aps_runtime::prelude::*;

#[scheduled_job(cron(month = "6-8,okt", hour = 5))]
fn report() {}

fn main() {}
