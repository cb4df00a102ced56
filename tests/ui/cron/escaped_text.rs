use aps_runtime::prelude::*;

// The letters are counted in the value, not in the source: the drawing must be right.
#[scheduled_job(cron = "0\t0 * \x6dai *")]
fn report() {}

fn main() {}
