use aps_runtime::prelude::*;

#[scheduled_job(and = "0 5 * * *")]
fn report() {}

fn main() {}
