use aps_runtime::prelude::*;

#[derive(Clone)]
struct Db;

#[scheduled_job(cron = "0 0 * * *")]
fn report(_db: &mut State<Db>) {}

fn main() {}
