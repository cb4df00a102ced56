use aps_runtime::prelude::*;

async fn add(scheduler: Scheduler) -> aps_runtime::Result<()> {
    scheduler.add_job(|name: String| println!("hello, {name}"), Now).await?;
    Ok(())
}

fn main() {}
