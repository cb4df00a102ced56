use aps_runtime::prelude::*;

const ID: &str = "report";

#[scheduled_job(cron = "0 0 * * *", id = ID)]
fn report() {}

fn main() {}
