use aps_runtime::prelude::*;

#[scheduled_job(interval())]
fn report() {}

fn main() {}
