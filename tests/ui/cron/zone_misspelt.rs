use aps_runtime::prelude::*;

#[scheduled_job(cron = "CRON_TZ=Europe/Berln 0 5 * * *")]
fn report() {}

fn main() {}
