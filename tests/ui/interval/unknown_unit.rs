use aps_runtime::prelude::*;

#[scheduled_job(interval = "5 fortnights")]
fn report() {}

fn main() {}
