use aps_runtime::prelude::*;

#[scheduled_job(minute = "*/5", id = "report")]
fn report() {}

fn main() {}
