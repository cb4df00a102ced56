use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!(hours = 2)
}

fn main() {}
