//! A server that cannot be reached for a while, or is killed: it is told, and gone on with afterwards.

use std::sync::Arc;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, HistoryQuery, JobStore, RunOutcome, RunStore};
use test_servers::{Mode, Proxy};

use crate::server::{Store, shared, start};
use crate::trial::{NOW, Trial, id, nothing, started, until};

/// For one answer, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(9);

async fn errs_in_time<T>(what: &str, asked: impl Future<Output = Result<T, aps_runtime::StoreError>>) {
    let began = started();
    assert!(asked.await.is_err(), "{what} is answered");
    assert!(began.elapsed() < LONGEST, "{what} took {:?}", began.elapsed());
}

#[tokio::test]
async fn nothing_waits_for_ever_in_a_black_hole() {
    let trial = Trial::new().await;
    let job = Arc::new(trial.job("a"));
    trial.store.add_job(job.clone()).await.unwrap();
    trial.proxy.set(Mode::BlackHole);
    let store = &trial.store;
    tokio::join!(
        errs_in_time("add_job", store.add_job(Arc::new(trial.job("b")))),
        errs_in_time("remove_job", store.remove_job(&job.id)),
        errs_in_time("due_jobs", store.due_jobs(NOW, 1, &[])),
        errs_in_time("next_run_time", store.next_run_time(&[])),
    );
    tokio::join!(
        errs_in_time("jobs", store.jobs()),
        errs_in_time("renew", store.renew(NOW)),
        errs_in_time("nodes", store.nodes()),
    );
    trial.proxy.set(Mode::Pass);
    until("the store answers", async || store.jobs().await.is_ok()).await;
    assert!(store.job(&id("b")).await.unwrap().is_none());
    store.renew(NOW).await.unwrap();
    trial.claim().await.unwrap();
}

/// A scheduler with a job that runs each second.
async fn busy(url: &str) -> Scheduler {
    let store = Store::new(url).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
    scheduler.start().await.unwrap();
    let each_second = IntervalTrigger::parse("1s").unwrap();
    scheduler.add_job(nothing::job(), each_second).id("busy").await.unwrap();
    until("the job runs", async || executed(&scheduler).await > 0).await;
    scheduler
}

async fn executed(scheduler: &Scheduler) -> usize {
    let runs = scheduler.history("default", HistoryQuery::last(1_000)).await.unwrap_or_default();
    runs.iter().filter(|run| run.outcome == RunOutcome::Executed).count()
}

/// Each fire time has one row.
async fn goes_on(scheduler: &Scheduler, before: usize) {
    until("the job runs again", async || executed(scheduler).await > before + 1).await;
    let runs = scheduler.history("default", HistoryQuery::last(1_000)).await.unwrap();
    let mut times: Vec<_> = runs.iter().map(|run| run.times.first).collect();
    times.sort();
    times.dedup();
    assert_eq!(times.len(), runs.len(), "{runs:?}");
}

#[tokio::test]
async fn a_scheduler_goes_on_when_the_network_does() {
    let url = shared().fresh_database();
    let proxy = Proxy::before(&url);
    let scheduler = busy(&proxy.url_through(&url)).await;
    for mode in [Mode::BlackHole, Mode::Refuse] {
        let before = executed(&scheduler).await;
        proxy.set(mode);
        until("it is noticed", async || scheduler.jobs().await.is_err()).await;
        proxy.set(Mode::Pass);
        goes_on(&scheduler, before).await;
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

#[tokio::test]
async fn a_scheduler_goes_on_when_the_server_was_killed() {
    let server = start();
    let scheduler = busy(&server.fresh_database()).await;
    let before = executed(&scheduler).await;
    server.kill();
    let error = scheduler.add_job(nothing::job(), IntervalTrigger::parse("1s").unwrap()).id("late").await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    assert!(format!("{error:?}").contains("caused by: the "), "{error:?}");
    server.restart();
    goes_on(&scheduler, before).await;
    scheduler.add_job(nothing::job(), IntervalTrigger::parse("1s").unwrap()).id("late").await.unwrap();
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_down_at_the_start_is_told_and_found_later() {
    let server = start();
    let url = server.fresh_database();
    server.stop();
    let store = Store::new(&url).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
    let began = started();
    let error = scheduler.start().await.unwrap_err();
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    assert_eq!(error.kind(), ErrorKind::Store);
    assert!(format!("{error:?}").contains("the database cannot be reached"), "{error:?}");
    server.restart();
    scheduler.start().await.unwrap();
    scheduler.add_job(nothing::job(), IntervalTrigger::parse("1s").unwrap()).await.unwrap();
    until("the job runs", async || executed(&scheduler).await > 0).await;
}
