use aps_runtime::prelude::*;

struct Row;

#[job]
fn report(_row: Row) {}

fn main() {}
