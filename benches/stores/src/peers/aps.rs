//! aps, as a user has it by default: no option is set.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{
    DateTrigger, JobId, JobStore, JobWrite, MongoStore, MySqlStore, Node, PostgresStore, RedisStore, Room,
    SqliteStore, TimeZone, TokioExecutor,
};
use chrono::{DateTime, Utc};

use super::{add_each, time_queries};
use crate::node::{self, Order};
use crate::runs;

/// How many jobs are written in one transaction when the store is filled.
const AT_ONCE: usize = 10_000;
/// How many due jobs are asked for, of which there are none.
const LIMIT: usize = 256;

#[job]
async fn begin() {
    runs::begin();
}

pub async fn work(role: &str, order: Order) {
    match order.url.split(':').next() {
        Some("sqlite") => work_with(role, &order, || SqliteStore::new(&order.url).expect("a URL")).await,
        Some("postgres") => work_with(role, &order, || PostgresStore::new(&order.url).expect("a URL")).await,
        Some("mysql") => work_with(role, &order, || MySqlStore::new(&order.url).expect("a URL")).await,
        Some("redis") => work_with(role, &order, || RedisStore::new(&order.url).expect("a URL")).await,
        Some("mongodb") => work_with(role, &order, || MongoStore::new(&order.url).expect("a URL")).await,
        _ => panic!("no store for `{}`", order.url),
    }
}

async fn work_with<S: JobStore>(role: &str, order: &Order, store: impl Fn() -> S) {
    let mut scheduler = Scheduler::builder().timezone(TimeZone::UTC).job_store("default", store());
    if let Some(most) = order.what.strip_prefix("batch-") {
        // As many as there is room for are taken at once.
        let most = most.parse().expect("a number of runs");
        scheduler = scheduler.executor("default", TokioExecutor::new().max_concurrency(most).max_queue(0));
    }
    let scheduler = scheduler.build().expect("a scheduler");
    match role {
        "fill" => {
            scheduler.start_paused().await.expect("started");
            if order.count > 0 {
                fill(&scheduler, order, store()).await;
            }
            scheduler.shutdown(Wait::ForJobs).await.expect("shut down");
        }
        "run" => {
            scheduler.start().await.expect("started");
            node::answer().await;
        }
        "query" => {
            let store = joined(store()).await;
            let rooms: [Room; 0] = [];
            time_queries(async || {
                let due = store.due_jobs(Utc::now(), LIMIT, &rooms).await.expect("asked");
                assert!(due.jobs.is_empty());
                store.next_run_time(&rooms).await.expect("asked");
            })
            .await;
        }
        _ => {
            scheduler.start_paused().await.expect("started");
            add_each(order.count, async || {
                scheduler.add_job(begin::job(), DateTrigger::at(Utc::now())).await.expect("added");
            })
            .await;
        }
    }
}

/// One job as a user adds it, and its record as often as is wanted, for `add_job` commits each.
async fn fill<S: JobStore>(scheduler: &Scheduler, order: &Order, store: S) {
    let due = DateTime::from_timestamp(order.due, 0).expect("a time");
    let trigger: aps_runtime::AnyTrigger = match order.what.as_str() {
        "burst" => DateTrigger::at(due).into(),
        "idle" => IntervalTrigger::days(1).start_date(due).into(),
        _ => IntervalTrigger::every(Duration::from_secs(1)).start_date(due).into(),
    };
    let first = scheduler.add_job(begin::job(), trigger).await.expect("added");
    let store = joined(store).await;
    let first = store.job(first.id()).await.expect("read").expect("it is there");
    let writes: Vec<_> = (1..order.count)
        .map(|index| {
            let mut job = (*first).clone();
            job.id = JobId::new(format!("job-{index}")).expect("an id");
            JobWrite::Add(job.into())
        })
        .collect();
    for some in writes.chunks(AT_ONCE) {
        let written = store.write_jobs(some).await.expect("written");
        assert_eq!(written, aps_runtime::Written::Done);
    }
    store.runs().expect("it keeps runs").leave().await.expect("left");
}

/// A node that can call the job, and has no scheduler.
async fn joined<S: JobStore>(store: S) -> S {
    let node = Node::new([concat!(module_path!(), "::begin")]);
    store.runs().expect("it keeps runs").join(&node, Utc::now()).await.expect("joined");
    store
}
