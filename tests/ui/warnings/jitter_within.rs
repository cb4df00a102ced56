#![deny(warnings)]

use aps_runtime::prelude::*;

// Nothing is wrong with the first two.
#[scheduled_job(interval = "1h", jitter = "1h")]
fn as_long() {}

#[scheduled_job(cron = "0 4 * * *", jitter = "20h")]
fn once_a_day() {}

#[scheduled_job(cron = "0,30 4 * * *", jitter = "31m")]
fn too_long() {}

fn main() {}
