use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", on_node_loss = "ignore")]
fn report() {}

fn main() {}
