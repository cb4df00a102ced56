use aps_runtime::prelude::*;

#[scheduled_job(date = 1893456000)]
fn report() {}

fn main() {}
