use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-13-01")]
fn report() {}

fn main() {}
