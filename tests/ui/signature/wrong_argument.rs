use aps_runtime::prelude::*;

#[job]
fn report(_to: String, _count: u32) {}

fn call() {
    let _ = report::job("ann@example.org", 5);
}

fn main() {}
