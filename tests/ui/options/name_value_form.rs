use aps_runtime::prelude::*;

#[scheduled_job = "0 0 * * *"]
fn report() {}

fn main() {}
