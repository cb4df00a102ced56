use aps_runtime::prelude::*;

const NIGHTLY: CronTrigger = every!("2h");

fn main() {}
