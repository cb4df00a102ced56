use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!(months = 1)
}

fn main() {}
