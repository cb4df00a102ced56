use aps_runtime::prelude::*;

struct Row;

#[job]
async fn report(_to: String, _row: Row) {}

fn main() {}
