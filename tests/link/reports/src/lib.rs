//! A crate with a job that uses another crate with jobs.

use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 6 * * mon", id = "reports.weekly")]
async fn weekly(context: JobContext) -> aps_runtime::Result<()> {
    let tomorrow = IntervalTrigger::hours(24);
    context.scheduler().add_job(link_orders::ship::job(7), tomorrow).await?;
    Ok(())
}
