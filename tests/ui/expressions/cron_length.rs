use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!("2h")
}

fn main() {}
