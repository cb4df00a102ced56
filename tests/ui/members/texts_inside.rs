use aps_runtime::prelude::*;

#[scheduled_job(or("0 5 * * *", "0 6 * * *"))]
fn report() {}

fn main() {}
