use aps_runtime::prelude::*;

struct Db;

#[job]
async fn report(_db: State<Db>) {}

fn main() {}
