use aps_runtime::prelude::*;

#[scheduled_job(interval = "0s")]
fn report() {}

fn main() {}
