use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-01-31", jitter = "5m")]
fn report() {}

fn main() {}
