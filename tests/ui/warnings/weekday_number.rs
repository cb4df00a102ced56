#![deny(warnings)]

use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = 1))]
fn report() {}

fn main() {}
