use std::time::Duration;

use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

#[tokio::main]
async fn main() -> Result<(), JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let hello = Job::new_async("* * * * * *", |_, _| Box::pin(async { println!("hello") }))?;
    scheduler.add(hello).await?;
    // The soonest that it offers. The measurement of the start ends here.
    let first = Job::new_one_shot_async(Duration::ZERO, |_, _| {
        Box::pin(async {
            if std::env::args().len() > 1 {
                std::process::exit(0);
            }
        })
    })?;
    scheduler.add(first).await?;
    scheduler.start().await?;
    tokio::signal::ctrl_c().await.expect("signals");
    Ok(())
}
