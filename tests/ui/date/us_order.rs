use aps_runtime::prelude::*;

#[scheduled_job(date = "01/31/2030")]
fn report() {}

fn main() {}
