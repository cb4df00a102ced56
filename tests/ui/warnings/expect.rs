#![deny(warnings)]

use aps_runtime::prelude::*;

#[expect(deprecated)]
#[scheduled_job(cron = "0 0 29 2 *")]
fn report() {}

fn main() {}
