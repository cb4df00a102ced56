use aps_runtime::prelude::*;

#[scheduled_job(months = 1, hour = 15)]
fn report() {}

fn main() {}
