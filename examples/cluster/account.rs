//! What the store says of it all, and whether each fire is where it should be.

use std::error::Error;

use aps_runtime::{HistoryQuery, RunOutcome, Scheduler, Wait};
use chrono::TimeDelta;

/// Goes through the history of the store.
pub async fn give(url: &str, killed: &str) -> Result<(), Box<dyn Error>> {
    // A scheduler that starts nothing.
    let scheduler = super::scheduler("account", url)?;
    scheduler.start_paused().await?;
    println!("-- what the store says:");
    println!(
        "{:<10} {:>6} {:>9} {:>8} {:>10} {:>6}",
        "job", "fires", "executed", "skipped", "abandoned", "gaps"
    );
    let mut gaps = 0;
    for (job, step) in [("tick", 1), ("import", 4), ("invoice", 4)] {
        gaps += tell(&scheduler, job, TimeDelta::seconds(step)).await?;
    }
    scheduler.shutdown(Wait::ForJobs).await?;
    if gaps > 0 {
        return Err("some fires are missing, or are there twice".into());
    }
    println!("-- {killed} is gone, and each fire is there exactly once");
    Ok(())
}

/// How often its fires do not follow each other as they should.
async fn tell(scheduler: &Scheduler, job: &str, step: TimeDelta) -> Result<usize, Box<dyn Error>> {
    let runs = scheduler.history("default", HistoryQuery::last(1000).of_job(job)?).await?;
    let mut times: Vec<_> = runs.iter().map(|run| run.times.first).collect();
    times.sort();
    let gaps = times.windows(2).filter(|pair| pair[1] - pair[0] != step).count();
    let of = |outcome| runs.iter().filter(|run| run.outcome == outcome).count();
    let [executed, skipped, abandoned] =
        [RunOutcome::Executed, RunOutcome::Skipped, RunOutcome::Abandoned].map(of);
    println!("{job:<10} {:>6} {executed:>9} {skipped:>8} {abandoned:>10} {gaps:>6}", runs.len());
    Ok(gaps)
}
