use aps_runtime::prelude::*;

#[scheduled_job(cron(dow = "mon"))]
fn report() {}

fn main() {}
