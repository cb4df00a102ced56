use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(days = 1, dst_overlap = "both"))]
fn report() {}

fn main() {}
