use aps_runtime::prelude::*;

#[scheduled_job(interval = "PT5M")]
fn report() {}

fn main() {}
