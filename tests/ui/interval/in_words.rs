use aps_runtime::prelude::*;

#[scheduled_job(interval = "five minutes")]
fn report() {}

fn main() {}
