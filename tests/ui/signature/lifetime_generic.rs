use aps_runtime::prelude::*;

#[job]
fn report<'a>(_to: &'a str) {}

fn main() {}
