use aps_runtime::prelude::*;

#[scheduled_job(interval = 5)]
fn report() {}

fn main() {}
