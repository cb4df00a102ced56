use aps_runtime::prelude::*;

#[scheduled_job]
fn report() {}

fn main() {}
