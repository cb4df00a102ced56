use aps_runtime::prelude::*;

#[scheduled_job(cron(dom = 1))]
fn report() {}

fn main() {}
