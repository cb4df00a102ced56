use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    every!("2h", dst_gap = "skip")
}

fn main() {}
