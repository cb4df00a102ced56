use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-01-31", dst_overlap = "last")]
fn report() {}

fn main() {}
