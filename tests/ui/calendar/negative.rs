use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(weeks = -1))]
fn report() {}

fn main() {}
