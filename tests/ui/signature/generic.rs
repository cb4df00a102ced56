use aps_runtime::prelude::*;

#[job]
fn report<T>(_rows: Vec<T>) {}

fn main() {}
