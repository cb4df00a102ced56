use aps_runtime::prelude::*;

#[aps_runtime::main]
#[scheduled_job(cron = "0 0 * * *")]
async fn main() {}
