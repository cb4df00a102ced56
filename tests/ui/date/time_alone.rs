use aps_runtime::prelude::*;

#[scheduled_job(date = "08:30")]
fn report() {}

fn main() {}
