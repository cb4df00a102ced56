use aps_runtime::prelude::*;

const EVERY_HOUR: &str = "0 * * * *";

#[scheduled_job(cron = EVERY_HOUR)]
fn report() {}

fn main() {}
