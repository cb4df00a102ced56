use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!(cron = "0 0 * * *")
}

fn main() {}
