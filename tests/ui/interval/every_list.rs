use aps_runtime::prelude::*;

#[scheduled_job(every(hours = 2))]
fn report() {}

fn main() {}
