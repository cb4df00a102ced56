use aps_runtime::prelude::*;

#[scheduled_job(interval(milliseconds = 500))]
fn report() {}

fn main() {}
