use aps_runtime::prelude::*;

#[scheduled_job(or(hour = 5, minute = 30))]
fn report() {}

fn main() {}
