use aps_runtime::prelude::*;

#[scheduled_job(date = "10000-01-01")]
fn report() {}

fn main() {}
