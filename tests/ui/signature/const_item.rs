use aps_runtime::prelude::*;

#[job]
const REPORT: u8 = 5;

fn main() {}
