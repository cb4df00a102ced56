use aps_runtime::prelude::*;

#[job]
static REPORT: fn() = || {};

fn main() {}
