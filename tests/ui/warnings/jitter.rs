#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(interval = "1h", jitter = "90m")]
fn report() {}

fn main() {}
