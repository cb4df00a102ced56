use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", executer = "threads")]
fn report() {}

fn main() {}
