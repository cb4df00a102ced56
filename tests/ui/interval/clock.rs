use aps_runtime::prelude::*;

#[scheduled_job(interval = "01:30:00")]
fn report() {}

fn main() {}
