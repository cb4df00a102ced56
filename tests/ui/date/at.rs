use aps_runtime::prelude::*;

#[scheduled_job(at = "2030-01-31")]
fn report() {}

fn main() {}
