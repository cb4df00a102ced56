use aps_runtime::prelude::*;

const NIGHTLY: CronTrigger = cron!("0 25 * * *");

fn describe() -> String {
    NIGHTLY.describe()
}

fn main() {}
