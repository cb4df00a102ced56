use aps_runtime::prelude::*;

async fn report() {}

async fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    scheduler.add_job(report(), Now).await?;
    Ok(())
}

fn main() {}
