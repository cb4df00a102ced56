use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "CET+1")]
fn report() {}

fn main() {}
