use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!("08:30")
}

fn main() {}
