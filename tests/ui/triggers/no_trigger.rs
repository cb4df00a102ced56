use aps_runtime::prelude::*;

#[scheduled_job(id = "report")]
fn report() {}

fn main() {}
