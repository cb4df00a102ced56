#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(cron = "*/5 8-17 * * *", jitter = 600)]
fn report() {}

fn main() {}
