use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!("2030-02-30")
}

fn main() {}
