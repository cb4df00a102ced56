use aps_runtime::prelude::*;

#[scheduled_job(interval = "-5m")]
fn report() {}

fn main() {}
