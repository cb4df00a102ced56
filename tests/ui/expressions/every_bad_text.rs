use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!("2 huors")
}

fn main() {}
