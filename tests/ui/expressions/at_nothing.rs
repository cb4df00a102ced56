use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    at!()
}

fn main() {}
