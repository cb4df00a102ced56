use aps_runtime::prelude::*;

fn call() {
    #[job]
    let report = || 5;
}

fn main() {}
