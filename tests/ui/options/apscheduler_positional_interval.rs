use aps_runtime::prelude::*;

#[scheduled_job("interval", minutes = 2, id = "tidy")]
fn report() {}

fn main() {}
