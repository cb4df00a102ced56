use aps_runtime::prelude::*;

#[scheduled_job(date = "31 Jan 2030")]
fn report() {}

fn main() {}
