use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!(hour = 2)
}

fn main() {}
