#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 29 2 *")]
fn report() {}

fn main() {}
