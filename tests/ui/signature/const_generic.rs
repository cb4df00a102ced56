use aps_runtime::prelude::*;

#[job]
fn report<const N: usize>(_rows: [u8; N]) {}

fn main() {}
