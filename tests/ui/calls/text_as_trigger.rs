use aps_runtime::prelude::*;

#[job]
async fn report() {}

async fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    scheduler.add_job(report::job(), "* * * * *").await?;
    scheduler.reschedule_job("report", "* * * * *").await
}

fn main() {}
