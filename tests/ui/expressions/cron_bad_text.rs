use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!("0 25 * * *")
}

fn main() {}
