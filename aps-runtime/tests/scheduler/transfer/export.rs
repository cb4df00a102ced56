use std::fs;

use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, ErrorKind, Retry, Trigger};
use chrono::{DateTime, Utc};

use super::{directory, exported};
use crate::harness::{Harness, cron, once, succeed};

/// A trigger of a kind of one's own.
#[derive(Debug, Clone, PartialEq)]
struct FullMoon;

impl std::fmt::Display for FullMoon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("full moon")
    }
}

impl Trigger for FullMoon {
    fn next_fire_time(&self, _: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Some(now)
    }
}

#[job]
async fn send(_to: String, _times: u8) {}

#[tokio::test]
async fn a_file_reads_as_prose() {
    let harness = Harness::started("10:00").await;
    let scheduler = &harness.scheduler;
    let nightly = scheduler.add_job(send::job("ann@example.org".into(), 2), cron("0 3 * * *")).id("nightly");
    nightly
        .name("Nightly report")
        .misfire_grace_time(std::time::Duration::from_millis(1500))
        .timeout(std::time::Duration::from_secs(60))
        .retry(Retry::attempts(std::num::NonZeroU32::new(3).unwrap()))
        .tag("report")
        .metadata("owner", "ann")
        .await
        .unwrap();
    scheduler.add_job(succeed::job(), once("12:00")).id("at-noon").paused(true).await.unwrap();
    let expected = concat!(
        r#"{
  "format": "aps-jobs",
  "version": 1,
  "exported_by": "aps-runtime "#,
        env!("CARGO_PKG_VERSION"),
        r#"",
  "jobs": [
    {
      "id": "at-noon",
      "jobstore": "default",
      "function": "scheduler::harness::succeed",
      "trigger": {
        "date": "2026-01-01T12:00:00Z",
        "timezone": "UTC"
      },
      "next_run_time": "2026-01-01T12:00:00Z",
      "paused": true,
      "executor": "default",
      "coalesce": true,
      "max_instances": 1,
      "misfire_grace_time": null,
      "timeout": null,
      "retry": {
        "attempts": 1,
        "delay": 1,
        "factor": 2,
        "max_delay": 300
      },
      "on_node_loss": "abandon"
    },
    {
      "id": "nightly",
      "jobstore": "default",
      "function": "scheduler::transfer::export::send",
      "args": [
        "ann@example.org",
        2
      ],
      "trigger": {
        "cron": "0 3 * * *",
        "timezone": "UTC"
      },
      "next_run_time": "2026-01-02T03:00:00Z",
      "paused": false,
      "name": "Nightly report",
      "executor": "default",
      "coalesce": true,
      "max_instances": 1,
      "misfire_grace_time": 1.5,
      "timeout": 60,
      "retry": {
        "attempts": 3,
        "delay": 1,
        "factor": 2,
        "max_delay": 300
      },
      "on_node_loss": "abandon",
      "tags": [
        "report"
      ],
      "metadata": {
        "owner": "ann"
      }
    }
  ]
}
"#
    );
    assert_eq!(exported(scheduler).await, expected);
}

#[tokio::test]
async fn what_cannot_be_exported_is_told_all_at_once_or_left_out() {
    let harness = Harness::started("10:00").await;
    let scheduler = &harness.scheduler;
    scheduler.add_job(|| (), cron("0 3 * * *")).id("closure").await.unwrap();
    scheduler.add_job(succeed::job(), AnyTrigger::custom(FullMoon)).id("werewolf").await.unwrap();
    scheduler.add_job(succeed::job(), cron("0 3 * * *")).id("fine").await.unwrap();
    let error = scheduler.export_jobs_to(std::io::sink()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotExportable);
    assert_eq!(
        error.to_string(),
        "\
2 jobs cannot be exported
  job `closure` of job store `default`: it calls `scheduler::transfer::export::what_cannot_be_exported_is_told_all_at_once_or_left_out::{{closure}}::{{closure}}`, which exists in this process only
  job `werewolf` of job store `default`: `full moon` is a trigger of your own, which has no form as data
  = help: annotate functions with `#[job]`, and say when with a trigger of this crate
  = help: `export_jobs(…).portable_only(true)` leaves such jobs out
  = note: a file has the names of functions, and no code"
    );
    let report = scheduler.export_jobs_to(std::io::sink()).portable_only(true).await.unwrap();
    assert_eq!(report.jobs(), 1);
    assert!(report.json().contains(r#""id": "fine""#) && !report.json().contains("closure"));
    assert_eq!(
        report.to_string().lines().map(|line| &line[..line.len().min(50)]).collect::<Vec<_>>(),
        [
            "1 job exported",
            "left out: job `closure` of job store `default`: it",
            "left out: job `werewolf` of job store `default`: `"
        ]
    );
}

#[tokio::test]
async fn before_the_first_start_there_is_nothing_to_export() {
    let harness = Harness::at("10:00");
    let error = harness.scheduler.export_jobs_to(std::io::sink()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotRunning);
    assert_eq!(
        error.to_string(),
        "\
jobs cannot be exported before the scheduler was first started
  = help: call `start()` before that, or `start_paused()`, which runs nothing
  = note: until then jobs have no run time, and no place in a store"
    );
}

fn names(directory: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_file_is_replaced_as_a_whole_and_is_its_owners_alone() {
    let directory = directory("export_replaces");
    let path = directory.join("jobs.json");
    fs::write(&path, "older, and longer than what is to come ".repeat(1000)).unwrap();
    let harness = Harness::started("10:00").await;
    let report = harness.scheduler.export_jobs(&path).await.unwrap();
    assert_eq!(report.to_string(), "0 jobs exported");
    assert_eq!(fs::read_to_string(&path).unwrap(), report.json());
    assert_eq!(names(&directory), ["jobs.json"]);
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let directory = directory("export_fails");
    let taken = directory.join("taken");
    fs::create_dir(&taken).unwrap();
    let harness = Harness::started("10:00").await;
    for path in [taken, directory.join("missing/jobs.json"), directory.join("..")] {
        let error = harness.scheduler.export_jobs(&path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::System);
        assert_eq!(error.to_string(), format!("`{}` cannot be written", path.display()));
    }
    assert_eq!(names(&directory), ["taken"]);
}

#[tokio::test]
async fn one_store_is_exported_if_it_is_named() {
    let builder = Scheduler::builder().job_store("other", aps_runtime::MemoryStore::new());
    let harness = Harness::new("10:00", builder);
    harness.scheduler.start().await.unwrap();
    let add = |id: &str| harness.scheduler.add_job(succeed::job(), cron("0 3 * * *")).id(id);
    add("here").await.unwrap();
    add("there").jobstore("other").await.unwrap();
    let report = harness.scheduler.export_jobs_to(std::io::sink()).jobstore("other").await.unwrap();
    assert!(report.json().contains(r#""id": "there""#) && !report.json().contains(r#""id": "here""#));
    let both = exported(&harness.scheduler).await;
    assert!(both.contains(r#""jobstore": "other""#) && both.contains(r#""jobstore": "default""#));
    let error = harness.scheduler.export_jobs_to(std::io::sink()).jobstore("othr").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownJobStore);
}
