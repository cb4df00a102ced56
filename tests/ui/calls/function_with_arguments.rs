use aps_runtime::prelude::*;

#[job]
async fn send_mail(_to: String) {}

async fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    scheduler.add_job(send_mail, Now).await?;
    Ok(())
}

fn main() {}
