use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!(90)
}

fn main() {}
