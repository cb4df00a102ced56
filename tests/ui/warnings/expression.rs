#![deny(warnings)]

use aps_runtime::prelude::*;

pub const LEAP: CronTrigger = cron!("0 0 29 2 *");

#[allow(deprecated)]
pub const MEANT: CronTrigger = cron!("0 0 29 2 *");

fn main() {}
