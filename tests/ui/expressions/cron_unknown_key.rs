use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!(huor = 5)
}

fn main() {}
