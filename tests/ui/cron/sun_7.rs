use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * mun-sun")]
fn report() {}

fn main() {}
