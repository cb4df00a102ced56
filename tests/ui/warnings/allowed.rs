#![deny(warnings)]

use aps_runtime::prelude::*;

// The one error is that of the last function: those above are silenced.
#[scheduled_job(cron(day_of_week = "1-5", hour = 8), id = "allowed")]
#[allow(deprecated)]
fn allowed() {}

#[allow(deprecated)]
mod reports {
    use aps_runtime::prelude::*;

    #[scheduled_job(cron = "0 0 29 feb *", id = "leap_day")]
    fn report() {}
}

#[scheduled_job(cron(day_of_week = 0), id = "monday")]
fn warned() {}

fn main() {}
