//! A crate with jobs, that programs name.

use aps_runtime::prelude::*;

/// Alone in a module that nothing refers to.
mod nested {
    use aps_runtime::prelude::*;

    #[scheduled_job(interval = "1h", id = "orders.nested")]
    fn nested() {}
}

#[scheduled_job(cron = "0 4 * * *", id = "orders.nightly")]
async fn nightly() {}

/// Registered, not scheduled.
#[job]
pub async fn ship(_order: u32) {}
