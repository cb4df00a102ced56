#![forbid(deprecated, unsafe_code)]

use aps_runtime::prelude::*;

#[scheduled_job(cron(day_of_week = "mon-fri", hour = 8), id = "fine")]
fn fine() {}

#[scheduled_job(cron(day_of_week = "0-4", hour = 8), id = "warned")]
fn warned() {}

fn main() {}
