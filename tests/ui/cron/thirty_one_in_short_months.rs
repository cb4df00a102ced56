use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 31 apr,jun,sep,nov *")]
fn report() {}

fn main() {}
