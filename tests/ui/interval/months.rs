use aps_runtime::prelude::*;

#[scheduled_job(interval(months = 1))]
fn report() {}

fn main() {}
