use aps_runtime::prelude::*;

#[scheduled_job(date = "30-01-31")]
fn report() {}

fn main() {}
