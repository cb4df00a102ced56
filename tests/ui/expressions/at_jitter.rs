use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!("2030-01-31", jitter = "5m")
}

fn main() {}
