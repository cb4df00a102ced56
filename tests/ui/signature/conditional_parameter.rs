use aps_runtime::prelude::*;

#[job]
fn report(#[cfg(unix)] _to: String) {}

fn main() {}
