use aps_runtime::prelude::*;

#[job]
async fn report() {}

async fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    let daily = CronTrigger::parse("0 4 * * *")?.timezone("Europe/Helsinki");
    scheduler.add_job(report::job(), daily).await?;
    Ok(())
}

fn main() {}
