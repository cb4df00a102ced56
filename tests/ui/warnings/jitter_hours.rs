#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = "8,20", jitter = "13h"))]
fn report() {}

fn main() {}
