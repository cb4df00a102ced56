use aps_runtime::prelude::*;

#[job(calendar_interval(months = 1))]
fn report() {}

fn main() {}
