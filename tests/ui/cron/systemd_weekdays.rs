use aps_runtime::prelude::*;

#[scheduled_job(cron = "Mon..Fri 09:00")]
fn report() {}

fn main() {}
