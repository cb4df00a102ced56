use aps_runtime::prelude::*;

fn call() {
    let _report = #[job]
    || 5;
}

fn main() {}
