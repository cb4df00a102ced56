use aps_runtime::prelude::*;

#[scheduled_job(hours = 2)]
fn report() {}

fn main() {}
