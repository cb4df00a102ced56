use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!("*/5 * * * *")
}

fn main() {}
