use aps_runtime::prelude::*;

#[scheduled_job(interval = "2h", dst_gap = "skip")]
fn report() {}

fn main() {}
