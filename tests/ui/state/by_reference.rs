use aps_runtime::prelude::*;

#[derive(Clone)]
struct Db;

#[job]
async fn report(_db: &State<Db>) {}

fn main() {}
