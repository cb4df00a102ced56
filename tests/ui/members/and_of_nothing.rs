use aps_runtime::prelude::*;

#[scheduled_job(and())]
fn report() {}

fn main() {}
