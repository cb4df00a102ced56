use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!("31.01.2030 08:00")
}

fn main() {}
