use aps_runtime::prelude::*;

#[scheduled_job(cron = "cron(0 12 * * ? *)")]
fn report() {}

fn main() {}
