use aps_runtime::prelude::*;

#[scheduled_job(expression = "0 0 * * *")]
fn report() {}

fn main() {}
