use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-01-31T08:30:00+0100")]
fn report() {}

fn main() {}
