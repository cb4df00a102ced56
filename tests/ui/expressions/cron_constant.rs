use aps_runtime::prelude::*;

const SCHEDULE: &str = "0 0 * * *";

fn trigger() -> impl Trigger {
    cron!(SCHEDULE)
}

fn main() {}
