use aps_runtime::prelude::*;

#[scheduled_job(cron(day = "6th mon"))]
fn report() {}

fn main() {}
