use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!("2030-01-31", start_date = "2030-01-30")
}

fn main() {}
