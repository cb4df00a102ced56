#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(or(cron = "0 0 29 2 *", cron = "0 8 * * mon"))]
fn report() {}

fn main() {}
