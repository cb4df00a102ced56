use aps_runtime::prelude::*;

#[scheduled_job(cron(month = "feb", day = 30))]
fn report() {}

fn main() {}
