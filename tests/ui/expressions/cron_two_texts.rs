use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!("0 0 * * *", "0 1 * * *")
}

fn main() {}
