use aps_runtime::prelude::*;

#[derive(Clone)]
struct Db;

#[job]
fn report(State(_db): Db) {}

fn main() {}
