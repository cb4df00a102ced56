use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval())]
fn report() {}

fn main() {}
