use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", r#id = "report")]
fn report() {}

fn main() {}
