use std::collections::HashSet;

use aps_runtime::prelude::*;
use aps_runtime::{OnNodeLoss, RunOutcome};
use test_servers::Redis;
use tokio::runtime::{Builder, Runtime};

use crate::harness::{failures, history, note, noted, noted_twice, scheduler, until};

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_share_the_work() {
    let url = Redis::shared().fresh_database();
    let (one, other) = (scheduler(&url), scheduler(&url));
    one.start().await.unwrap();
    other.start().await.unwrap();
    let every_second = IntervalTrigger::parse("1s").unwrap();
    let jobs =
        (0..200).map(|number| one.add_job(note::job(), every_second.clone()).id(format!("shared-{number}")));
    one.add_jobs(jobs.collect::<Vec<_>>()).await.unwrap();
    until("much has run", async || noted("shared-").len() > 1_000).await;
    for scheduler in [&one, &other] {
        scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
    assert_eq!(noted_twice("shared-"), []);
    let rows = history(&one).await;
    // A fire time that comes before the last run's end was written is skipped.
    let executed = rows.iter().filter(|row| row.outcome == RunOutcome::Executed).count();
    assert_eq!(executed, noted("shared-").len());
    let fire_times: HashSet<_> = rows.iter().map(|row| (&row.job_id, row.times.first)).collect();
    assert_eq!(fire_times.len(), rows.len(), "each has one row");
}

#[job]
async fn hang_once(ctx: JobContext) {
    static HANGS: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(true);
    let is_first = HANGS.swap(false, std::sync::atomic::Ordering::SeqCst);
    if ctx.job_id().as_str() == "hangs" || is_first {
        std::future::pending::<()>().await;
    }
}

/// A runtime that is dropped with all its tasks, as if the process had died.
fn process() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_of_a_dead_node_are_abandoned_or_run_again() {
    let url = Redis::shared().fresh_database();
    let (dies, dying) = (process(), scheduler(&url));
    let start = dying.clone();
    dies.spawn(async move { start.start().await }).await.unwrap().unwrap();
    dying.add_job(hang_once::job(), Now).id("again").on_node_loss(OnNodeLoss::Rerun).await.unwrap();
    until("it has begun", async || !history(&dying).await.is_empty()).await;
    dying.add_job(hang_once::job(), Now).id("hangs").await.unwrap();
    until("both have begun", async || history(&dying).await.len() == 2).await;
    let heir = scheduler(&url);
    let told = failures(&heir);
    heir.start().await.unwrap();
    dies.shutdown_background();
    until("one has been run again", async || {
        history(&heir).await.iter().any(|row| row.outcome == RunOutcome::Executed)
    })
    .await;
    let rows = history(&heir).await;
    let of = |id: &str| rows.iter().find(|row| row.job_id == *id).unwrap();
    assert_eq!((of("again").outcome, of("hangs").outcome), (RunOutcome::Executed, RunOutcome::Abandoned));
    assert!(of("again").fence > of("hangs").fence);
    let mut told = told.lock().unwrap().clone();
    told.sort();
    assert_eq!(told, ["again abandoned, to be run again: true", "hangs abandoned, to be run again: false"]);
    heir.shutdown(Wait::ForJobs).await.unwrap();
    drop(dying);
}
