use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!(year = 2030, month = 1)
}

fn main() {}
