use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!("0 0 31 2 *")
}

fn main() {}
