//! A scheduler at work, and what it tells while its database is in trouble.

use std::sync::{Arc, Mutex};

use aps_runtime::prelude::*;
use aps_runtime::{HistoryQuery, JobStore, JobStoreHealth, RunOutcome, RunRecord};
use chrono::TimeDelta;

use crate::trial::{nothing, until};

/// A scheduler with a job that runs each second, and one that runs until it is cancelled; and what it tells.
pub struct Busy {
    pub scheduler: Scheduler,
    told: Arc<Mutex<Vec<Event>>>,
}

#[job]
async fn long() {
    std::future::pending::<()>().await;
}

impl Busy {
    pub async fn new(store: impl JobStore) -> Self {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = told.clone();
        let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
        scheduler.add_listener(EventMask::ALL, move |event| heard.lock().unwrap().push(event.clone()));
        scheduler.start().await.unwrap();
        scheduler.add_job(long::job(), Now).id("long").await.unwrap();
        scheduler.add_job(nothing::job(), IntervalTrigger::parse("1s").unwrap()).id("busy").await.unwrap();
        let busy = Busy { scheduler, told };
        until("the jobs run", async || busy.executed().await > 0 && !busy.scheduler.running().is_empty())
            .await;
        busy
    }

    async fn runs(&self) -> Vec<RunRecord> {
        self.scheduler.history("default", HistoryQuery::last(1_000)).await.unwrap_or_default()
    }

    async fn executed(&self) -> usize {
        self.runs().await.iter().filter(|run| run.outcome == RunOutcome::Executed).count()
    }

    pub fn has_told(&self, is_meant: impl Fn(&Event) -> bool) -> bool {
        self.told.lock().unwrap().iter().any(is_meant)
    }

    pub fn has_its_lease(&self) {
        let told = self.told.lock().unwrap().clone();
        assert!(!told.iter().any(|event| matches!(event, Event::LeaseLost { .. })), "{told:?}");
    }

    /// It is told, and can be asked for, with these words.
    pub async fn fails_with(&self, words: &str) {
        let has_words = |event: &Event| match event {
            Event::JobStoreFailed { error, .. } => error.contains(words),
            _ => false,
        };
        until("it is told why the store fails", async || self.has_told(has_words)).await;
        let health = self.health();
        assert!(
            matches!(&health, JobStoreHealth::Failed { error, .. } if error.contains(words)),
            "{health:?}"
        );
    }

    pub async fn works_again(&self) {
        let works = |event: &Event| matches!(event, Event::JobStoreRecovered { .. });
        until("it is told that the store works", async || self.has_told(works)).await;
        until("it is well", async || self.health() == JobStoreHealth::Ready).await;
    }

    pub fn health(&self) -> JobStoreHealth {
        self.scheduler.job_stores()[0].health.clone()
    }

    /// Each fire time has one row, and the long run is the same that it was.
    pub async fn has_lost_nothing(&self) {
        let before = self.executed().await;
        until("the job runs again", async || self.executed().await > before + 1).await;
        self.has_its_lease();
        let mut runs = self.runs().await;
        let long: Vec<_> = runs.extract_if(.., |run| run.job_id == *"long").map(|run| run.outcome).collect();
        assert_eq!(long, [RunOutcome::Running]);
        runs.sort_by_key(|run| run.times.first);
        for pair in runs.windows(2) {
            let (one, next) = (&pair[0].times, &pair[1].times);
            // What was late was coalesced, up to the one that was run.
            let follows = next.first == one.first + TimeDelta::seconds(1)
                || next.first == one.through + TimeDelta::nanoseconds(1);
            assert!(follows, "{one:?} and {next:?}");
        }
        self.scheduler.cancel_runs("long");
        self.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
}
