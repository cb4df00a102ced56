use aps_runtime::prelude::*;

#[scheduled_job(interval(weeks = 99999999999))]
fn report() {}

fn main() {}
