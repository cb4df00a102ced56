use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", crate = ::nope)]
fn report() {}

fn main() {}
