use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval = "1 month")]
fn report() {}

fn main() {}
