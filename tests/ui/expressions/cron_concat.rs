use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!(concat!("0 0", " * * *"))
}

fn main() {}
