use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-02-30")]
fn report() {}

fn main() {}
