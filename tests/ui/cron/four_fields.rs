use aps_runtime::prelude::*;

#[scheduled_job(cron = "*/5 * * mon-fri")]
fn report() {}

fn main() {}
