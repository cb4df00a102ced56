use aps_runtime::prelude::*;

#[scheduled_job(interval(seconds = "5"))]
fn report() {}

fn main() {}
