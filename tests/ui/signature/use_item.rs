use aps_runtime::prelude::*;

#[job]
use std::mem::drop;

fn main() {}
