use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(months = "3"))]
fn report() {}

fn main() {}
