use aps_runtime::prelude::*;

#[job(cron = "0 0 * * *")]
fn report() {}

fn main() {}
