use aps_runtime::prelude::*;

#[scheduled_job(every = "2h")]
fn report() {}

fn main() {}
