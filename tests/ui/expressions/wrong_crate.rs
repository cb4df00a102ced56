use aps_runtime::prelude::*;

const NIGHTLY: CronTrigger = cron!("0 0 * * *", crate = ::apsruntime);

fn main() {}
