//! APScheduler's `"module:function"`.
use aps_runtime::prelude::*;

async fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    scheduler.add_job("reports:daily", Now).await?;
    Ok(())
}

fn main() {}
