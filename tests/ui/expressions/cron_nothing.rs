use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!()
}

fn main() {}
