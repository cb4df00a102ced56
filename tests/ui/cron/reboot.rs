use aps_runtime::prelude::*;

#[scheduled_job(cron = "@reboot")]
fn report() {}

fn main() {}
