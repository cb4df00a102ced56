use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 15 10 ? * mon-fri 2030")]
fn report() {}

fn main() {}
