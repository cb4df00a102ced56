#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(cron(month = "feb", day = 29))]
fn report() {}

fn main() {}
