use aps_runtime::prelude::*;

#[derive(Clone)]
struct Db;

#[job]
fn report(_db: std::sync::Arc<State<Db>>) {}

fn main() {}
