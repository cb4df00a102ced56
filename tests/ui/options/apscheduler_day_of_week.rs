use aps_runtime::prelude::*;

#[scheduled_job(day_of_week = "mon-fri", hour = 5, minute = 30)]
fn report() {}

fn main() {}
