use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-06-30 23:59:60")]
fn report() {}

fn main() {}
