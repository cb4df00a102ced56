use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * * /usr/bin/backup --full")]
fn report() {}

fn main() {}
