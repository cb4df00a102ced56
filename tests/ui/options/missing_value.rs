use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = , coalesce = true)]
fn report() {}

fn main() {}
