//! Stores of several kinds in one scheduler, as the example of the configuration has them, on real servers; and
//! jobs that move from one to another.
#![cfg(all(target_os = "linux", feature = "config", feature = "process-pool"))]
#![cfg(all(feature = "sqlite", feature = "mongodb", feature = "redis"))]

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::PathBuf;

use aps_runtime::prelude::*;
use aps_runtime::{Config, HistoryQuery, OnConflict, RunOutcome};
use test_servers::{MongoDb, Redis};

aps_runtime::testing::process_worker!();

#[job]
fn greet(name: String) -> Json<String> {
    Json(format!("hello, {name}"))
}

const STORES: [&str; 4] = ["default", "mongo", "redis", "memory"];

/// That of APScheduler's user guide, with two stores more.
fn configuration(folder: &std::path::Path) -> Config {
    let (file, mongo) = (folder.join("jobs.sqlite"), MongoDb::shared().fresh_database());
    let redis = Redis::shared().fresh_database();
    let text = format!(
        r#"
timezone = "UTC"

[job_defaults]
coalesce = false
max_instances = 3

[jobstores.mongo]
type = "mongodb"
url = "{mongo}"

[jobstores.default]
type = "sqlite"
url = "sqlite:///{}"

[jobstores.redis]
type = "redis"
url = "{redis}"

[jobstores.memory]
type = "memory"

[executors.default]
type = "threadpool"
max_workers = 20

[executors.processpool]
type = "processpool"
max_workers = 5
"#,
        file.display()
    );
    Config::from_toml(&text).unwrap()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("aps-together-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_job_is_kept_where_it_says_and_run_as_it_says() {
    let folder = Folder::new("run");
    let scheduler = Scheduler::builder().config(configuration(&folder.0)).build().unwrap();
    scheduler.start().await.unwrap();
    let mut events = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR);
    for store in STORES {
        for executor in ["default", "processpool"] {
            let job = scheduler.add_job(greet::job(store.into()), Now).id(format!("{store}-{executor}"));
            job.jobstore(store).executor(executor).await.unwrap();
        }
    }
    let mut greeted = BTreeSet::new();
    while greeted.len() < 2 * STORES.len() {
        match events.next().await.unwrap().unwrap() {
            Event::JobExecuted { job_id, jobstore, result, .. } => {
                assert_eq!(*result.unwrap(), format!("hello, {jobstore}"));
                assert!(greeted.insert(job_id.to_string()), "{job_id} has run twice");
            }
            other => panic!("{other}"),
        }
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();

    scheduler.start().await.unwrap();
    for store in ["default", "mongo", "redis"] {
        let runs = scheduler.history(store, HistoryQuery::last(10)).await.unwrap();
        assert_eq!(runs.len(), 2, "{store}");
        assert!(runs.iter().all(|run| run.outcome == RunOutcome::Executed), "{store}: {runs:?}");
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

/// From each to each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_move_between_any_two_stores() {
    let folder = Folder::new("move");
    let scheduler = Scheduler::builder().config(configuration(&folder.0)).build().unwrap();
    scheduler.start_paused().await.unwrap();
    let seen = async |store: &str| {
        let jobs = scheduler.jobs_in(store).await.unwrap();
        let mut seen: Vec<_> = jobs.iter().map(|job| serde_json::to_value(job).unwrap()).collect();
        for job in &mut seen {
            job.as_object_mut().unwrap().remove("jobstore");
        }
        seen.sort_by_key(|job| job["id"].as_str().unwrap().to_owned());
        seen
    };
    let hourly = IntervalTrigger::hours(1).jitter(std::time::Duration::from_secs(90));
    let all = [AnyTrigger::from(hourly), CronTrigger::parse("30 4 * * mon-fri").unwrap().into()];
    for (index, trigger) in all.into_iter().enumerate() {
        let job = scheduler.add_job(greet::job("Ann".into()), trigger).id(format!("job-{index}"));
        job.paused(index == 1).tag("moved").metadata("from", "here").misfire_grace_time(None).await.unwrap();
    }
    let original = seen("default").await;
    assert_eq!(original.len(), 2);
    for from in STORES {
        let report = scheduler.export_jobs_to(std::io::sink()).jobstore(from).await.unwrap();
        for to in STORES.into_iter().filter(|to| *to != from) {
            let text = Cursor::new(report.json().to_owned());
            let import = scheduler.import_jobs_from(text).jobstore(to).on_conflict(OnConflict::Replace);
            import.await.unwrap();
            assert_eq!(seen(to).await, original, "from {from} to {to}");
        }
        // Gone where they were, so that the next ones come from elsewhere.
        scheduler.remove_all_jobs_in(from).await.unwrap();
        assert!(seen(from).await.is_empty(), "{from}");
        let back = Cursor::new(report.json().to_owned());
        scheduler.import_jobs_from(back).jobstore(from).await.unwrap();
        assert_eq!(seen(from).await, original, "back to {from}");
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}
