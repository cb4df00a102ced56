use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!(5)
}

fn main() {}
