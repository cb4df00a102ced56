use aps_runtime::prelude::*;

#[scheduled_job(cron(month = "mai-okt"))]
fn report() {}

fn main() {}
