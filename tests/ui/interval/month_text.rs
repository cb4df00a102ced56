use aps_runtime::prelude::*;

#[scheduled_job(interval = "1 month")]
fn report() {}

fn main() {}
