use aps_runtime::prelude::*;

#[scheduled_job(date = "20300131T083000Z")]
fn report() {}

fn main() {}
