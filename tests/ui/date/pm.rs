use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-01-31 8:30 pm")]
fn report() {}

fn main() {}
