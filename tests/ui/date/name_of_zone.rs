use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-01-31 08:00:00 Europe/Berlin")]
fn report() {}

fn main() {}
