use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 5, timezone = "UTC"), timezone = "Europe/Berlin")]
fn report() {}

fn main() {}
