use aps_runtime::prelude::*;

#[scheduled_job(cron = "@midnigth")]
fn report() {}

fn main() {}
