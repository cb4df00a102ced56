//! Who asks for a run and does not wait for the answer.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{HistoryQuery, Node, RunOutcome, RunStore};
use test_servers::{Mode, Proxy};

use crate::server::{Store, shared};
use crate::trial::{NOW, nothing, until};

async fn outcomes(store: &Store) -> Vec<RunOutcome> {
    let runs = RunStore::history(store, &HistoryQuery::last(10)).await.unwrap();
    runs.iter().map(|run| run.outcome).collect()
}

/// Else it would be under way for as long as the node lives, and nobody would have it.
#[tokio::test]
async fn a_run_that_is_written_down_is_run_though_nobody_waits_for_that() {
    let url = shared().fresh_database();
    let proxy = Proxy::before(&url);
    let store = Store::new(proxy.url_through(&url)).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
    scheduler.start().await.unwrap();
    let yearly = CronTrigger::parse("0 0 1 1 *").unwrap();
    scheduler.add_job(nothing::job(), yearly).id("a").await.unwrap();
    let neighbour = Store::new(&url).unwrap();
    neighbour.join(&Node::new([""; 0]), NOW).await.unwrap();
    // The answer is on its way for a while; yet a connection can be opened, of which each word takes as long.
    proxy.set(Mode::Latency(Duration::from_millis(300)));
    {
        let asked = scheduler.run_now("a");
        let is_written = until("it is written down", async || !outcomes(&neighbour).await.is_empty());
        tokio::select! {
            started = asked => started.unwrap(),
            () = is_written => {}
        }
    }
    proxy.set(Mode::Pass);
    until("it is run", async || outcomes(&neighbour).await == [RunOutcome::Executed]).await;
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}
