//! All mistakes are shown at once, field by field and in the signature, and the function stays.

use aps_runtime::prelude::*;

#[scheduled_job(
    cron(
        month = "mai-dec",
        day = "3rd fry",
        hours = 5,
        minute = 60,
        day_of_week: "mon-fri",
        id = "report",
        timezone = "CEST",
    ),
    misfire_grace = 30,
    max_instances = "3"
    coalesce = True;
    store = "durable",
)]
async unsafe fn report<T>(_context: &JobContext, _rows: &[T]) -> Result<u32, Box<dyn std::error::Error>> {
    Ok(7)
}

fn main() {
    let _ = report::NAME;
}
