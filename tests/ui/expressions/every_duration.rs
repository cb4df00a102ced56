use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!(Duration::from_secs(90))
}

fn main() {}
