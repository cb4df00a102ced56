use aps_runtime::prelude::*;

#[scheduled_job(trigger = CronTrigger::parse("0 0 * * *"))]
fn report() {}

fn main() {}
