use aps_runtime::prelude::*;

#[scheduled_job(or(jitter = "5m"))]
fn report() {}

fn main() {}
