use aps_runtime::prelude::*;

#[scheduled_job(date = "tomorrow")]
fn report() {}

fn main() {}
