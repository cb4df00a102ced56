use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!(hours = 0)
}

fn main() {}
