use aps_runtime::prelude::*;

#[scheduled_job(date())]
fn report() {}

fn main() {}
