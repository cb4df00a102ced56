//! What becomes of the jobs of a file.

use std::future::poll_fn;
use std::pin::pin;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, ImportChange, JobStatus, MemoryStore, OnConflict, Registry};

use super::{HOURLY, exported, file, import};
use crate::harness::{Harness, cron, hold, instant, release, succeed};

#[tokio::test]
async fn jobs_are_added_and_run() {
    let harness = Harness::started("09:30").await;
    let report = import(&harness.scheduler, file(&[HOURLY])).await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
1 job read, 1 added
+ hourly: cron[0 * * * *], next run at 2026-01-01 10:00:00 UTC"
    );
    harness.run_until("10:30").await;
    assert_eq!(harness.log(), ["added hourly", "submitted hourly 10:00:00", "executed hourly 10:00:00"]);
}

/// There may be many jobs, and triggers that are looked through for long.
#[tokio::test]
async fn others_get_their_turn_while_jobs_are_checked() {
    let harness = Harness::started("09:30").await;
    let jobs: Vec<_> = (0..100).map(|n| HOURLY.replacen("hourly", &format!("hourly-{n}"), 1)).collect();
    let jobs: Vec<_> = jobs.iter().map(String::as_str).collect();
    let mut import = pin!(import(&harness.scheduler, file(&jobs)).into_future());
    let mut turns = 0;
    let report = poll_fn(|cx| {
        turns += 1;
        import.as_mut().poll(cx)
    });
    assert_eq!(report.await.unwrap().jobs().len(), 100);
    assert!(turns > 100, "{turns}");
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_tells_what_would() {
    let harness = Harness::started("09:30").await;
    import(&harness.scheduler, file(&[HOURLY])).await.unwrap();
    let before = exported(&harness.scheduler).await;
    harness.log();
    let half_past = HOURLY.replace("0 * * * *", "30 * * * *");
    let other = file(&[
        &half_past.replace("\"trigger\"", "\"args\": [], \"max_instances\": 3, \"trigger\""),
        r#"{"id": "new", "function": "gone::away", "trigger": {"interval": "1h"}, "args": ["secret"]}"#,
        r#"{"id": "over", "function": "scheduler::harness::succeed",
            "trigger": {"interval": "1d", "start_date": "2025-01-01", "end_date": "2025-12-31"}}"#,
    ]);
    let report = import(&harness.scheduler, other).on_conflict(OnConflict::Replace).dry_run().await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
dry run: 3 jobs read, 1 to add, 1 to replace, 1 to leave out
~ hourly: replaced
    max_instances: 1 -> 3
    next_run_time: \"2026-01-01T10:00:00Z\" -> \"2026-01-01T09:30:00Z\"
    trigger: {\"cron\":\"0 * * * *\",\"timezone\":\"UTC\"} -> {\"cron\":\"30 * * * *\",\"timezone\":\"UTC\"}
+ new: interval[1:00:00], paused
    paused: no function `gone::away` is registered in this program
- over: left out, its trigger interval[1 day, 0:00:00] has no fire time left"
    );
    assert!(report.is_dry_run());
    assert_eq!(exported(&harness.scheduler).await, before);
    assert_eq!(harness.log(), [""; 0]);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["jobs"][0]["change"], "replaced");
    assert_eq!(json["jobs"][0]["differences"][0]["key"], "max_instances");
    assert_eq!(json["jobs"][1]["unknown_function"], true);
    assert_eq!(json["jobs"][2]["change"], "ended");
}

#[tokio::test]
async fn arguments_are_not_shown_when_they_change() {
    let harness = Harness::started("09:30").await;
    let job = |args: &str| {
        file(&[&format!(
            r#"{{"id": "a", "function": "scheduler::transfer::greet", "trigger": {{"interval": "1h"}}, "args": [{args}]}}"#
        )])
    };
    import(&harness.scheduler, job("\"canary one\"")).await.unwrap();
    let replaced = import(&harness.scheduler, job("\"canary two\"")).on_conflict(OnConflict::Replace);
    let report = replaced.await.unwrap();
    assert_eq!(report.to_string(), "1 job read, 1 replaced\n~ a: replaced\n    args: changed");
    assert!(!format!("{report:?}").contains("canary"));
    let error = import(&harness.scheduler, job("[\"canary\"]")).await.unwrap_err();
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    let exported = harness.scheduler.export_jobs_to(std::io::sink()).await.unwrap();
    assert!(exported.json().contains("canary two") && !format!("{exported:?}").contains("canary"));
}

#[tokio::test]
async fn what_is_there_already_is_an_error_skipped_or_replaced() {
    let harness = Harness::started("09:30").await;
    let scheduler = &harness.scheduler;
    for id in ["hourly", "other"] {
        scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).paused(true).await.unwrap();
    }
    harness.log();
    let text = file(&[HOURLY, &HOURLY.replace("hourly", "other"), &HOURLY.replace("hourly", "new")]);
    let before = exported(scheduler).await;
    let error = import(scheduler, text.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConflictingId);
    assert_eq!(
        error.to_string(),
        "\
there are jobs by these ids already
  `hourly` in job store `default`
  `other` in job store `default`
  = help: `on_conflict(OnConflict::Skip)` leaves them as they are, `on_conflict(OnConflict::Replace)` replaces them"
    );
    assert_eq!((exported(scheduler).await, harness.log()), (before, vec![]));

    let report = import(scheduler, text.clone()).on_conflict(OnConflict::Skip).await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
3 jobs read, 1 added, 2 skipped
- hourly: skipped, there is a job by this id
- other: skipped, there is a job by this id
+ new: cron[0 * * * *], next run at 2026-01-01 10:00:00 UTC"
    );
    assert_eq!(harness.log(), ["added new"]);

    let report = import(scheduler, text).on_conflict(OnConflict::Replace).await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
3 jobs read, 2 replaced, 1 unchanged
~ hourly: replaced
    paused: true -> false
~ other: replaced
    paused: true -> false
= new: unchanged"
    );
    assert_eq!(harness.log(), ["modified hourly", "modified other"]);
    assert_eq!(report.jobs_that_are(ImportChange::Replaced).count(), 2);
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 3);
}

/// Of a run that is under way it is known to which job it belongs.
#[tokio::test]
async fn a_job_is_replaced_while_it_runs() {
    let harness = Harness::started("09:30").await;
    let scheduler = &harness.scheduler;
    let job = scheduler.add_job(hold::job(), cron("0 * * * *")).id("import-replaces");
    job.await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted import-replaces 10:00:00").await;
    let text = HOURLY.replace("hourly", "import-replaces").replace("0 * * * *", "30 * * * *");
    import(scheduler, file(&[&text])).on_conflict(OnConflict::Replace).await.unwrap();
    release("import-replaces");
    harness.until_told("executed import-replaces 10:00:00").await;
    harness.run_until("10:30").await;
    scheduler.remove_job("import-replaces").await.unwrap();
    assert_eq!(
        harness.log(),
        [
            "submitted import-replaces 10:30:00",
            "executed import-replaces 10:30:00",
            "removed import-replaces"
        ]
    );
}

#[tokio::test]
async fn a_job_of_an_unknown_function_waits_paused() {
    let harness = Harness::started("09:30").await;
    let text = file(&[&HOURLY.replace("scheduler::harness::succeed", "scheduler::harness::suceed")]);
    let report = import(&harness.scheduler, text).await.unwrap();
    assert_eq!(
        report.to_string(),
        "\
1 job read, 1 added
+ hourly: cron[0 * * * *], paused
    paused: no function `scheduler::harness::suceed` is registered in this program"
    );
    let paused: Vec<_> = report.with_unknown_function().map(|job| job.job_id().as_str()).collect();
    assert_eq!(paused, ["hourly"]);
    harness.run_until("10:30").await;
    assert_eq!(harness.log(), ["added hourly"]);
    harness.scheduler.modify_job("hourly").call(succeed::job()).await.unwrap();
    harness.scheduler.resume_job("hourly").await.unwrap();
    harness.run_until("11:00").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 11:00:00"]);
}

/// It would fail each time, and nobody else has this store.
#[tokio::test]
async fn a_job_of_an_unknown_function_is_neither_resumed_nor_run() {
    let harness = Harness::started("09:30").await;
    let text = file(&[&HOURLY.replace("scheduler::harness::succeed", "gone::away")]);
    import(&harness.scheduler, text).await.unwrap();
    let says = "no function `gone::away` is registered in this program; \
                annotate it with `#[job]`, and link its crate with `use that_crate as _;`";
    let resumed = harness.scheduler.resume_job("hourly").await;
    let begun = harness.scheduler.run_now("hourly").await;
    for error in [resumed.unwrap_err(), begun.unwrap_err()] {
        assert_eq!((error.kind(), &*error.to_string()), (ErrorKind::UnknownFunction, says));
    }
    assert_eq!(harness.scheduler.job("hourly").await.unwrap().status(), JobStatus::Paused);
    harness.run_until("11:00").await;
    assert_eq!(harness.log(), ["added hourly"]);
}

/// As after any time in which the program was down.
#[tokio::test]
async fn a_run_time_that_has_passed_is_made_up_for() {
    let harness = Harness::started("09:30").await;
    let due = HOURLY.replace("\"trigger\"", "\"next_run_time\": \"2026-01-01T10:00:00+02:00\", \"trigger\"");
    import(&harness.scheduler, file(&[&due])).await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(
        harness.log_of(&["coalesced", "executed"]),
        ["coalesced hourly 08:00:00", "executed hourly 09:00:00", "executed hourly 10:00:00"]
    );
}

/// A file that says nothing of it does not forget what is due.
#[tokio::test]
async fn a_run_time_that_is_left_out_stays_if_the_trigger_does() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly");
    job.next_run_time(instant("09:45")).await.unwrap();
    let text = file(&[&HOURLY.replace("\"trigger\"", "\"coalesce\": false, \"trigger\"")]);
    let report = import(&harness.scheduler, text).on_conflict(OnConflict::Replace).await.unwrap();
    assert_eq!(report.to_string(), "1 job read, 1 replaced\n~ hourly: replaced\n    coalesce: true -> false");
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 09:45:00", "executed hourly 10:00:00"]);
}

#[tokio::test]
async fn jobs_go_to_the_store_that_is_named_or_that_they_name() {
    let builder = Scheduler::builder().job_store("a", MemoryStore::new()).job_store("b", MemoryStore::new());
    let harness = Harness::new("09:30", builder.registry(Registry::linked().unwrap().without_jobs()));
    harness.scheduler.start().await.unwrap();
    let in_b = HOURLY.replace("\"trigger\"", "\"jobstore\": \"b\", \"trigger\"");
    let text = file(&[&in_b, HOURLY]);
    let report = import(&harness.scheduler, text.clone()).await.unwrap();
    let stores: Vec<_> = report.jobs().iter().map(aps_runtime::ImportedJob::jobstore).collect();
    assert_eq!(stores, ["b", "default"]);
    assert_eq!(harness.scheduler.jobs_in("b").await.unwrap().len(), 1);
    // They have the same id, and both would go there.
    let error = import(&harness.scheduler, text).jobstore("a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Import);
    let report = import(&harness.scheduler, file(&[&in_b])).jobstore("a").await.unwrap();
    assert_eq!(report.jobs()[0].jobstore(), "a");
    let error = import(&harness.scheduler, file(&[HOURLY])).jobstore("c").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownJobStore);
}

#[tokio::test]
async fn it_works_while_paused_and_after_a_shutdown_but_not_before_the_first_start() {
    let harness = Harness::at("09:30");
    let scheduler = &harness.scheduler;
    let error = import(scheduler, file(&[HOURLY])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotRunning);
    assert!(error.to_string().starts_with("jobs cannot be imported before"), "{error}");
    scheduler.start_paused().await.unwrap();
    import(scheduler, file(&[HOURLY])).await.unwrap();
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    import(scheduler, file(&[&HOURLY.replace("hourly", "later")])).await.unwrap();
    scheduler.start().await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 10:00:00", "executed later 10:00:00"]);
}

#[test]
fn a_plain_thread_waits_for_it() {
    let directory = super::directory("import_on_a_thread");
    let path = directory.join("jobs.json");
    let scheduler = Scheduler::builder().registry(Registry::empty()).build().unwrap();
    let background = scheduler.run_in_background().unwrap();
    std::fs::write(&path, file(&[HOURLY])).unwrap();
    assert_eq!(scheduler.import_jobs(&path).wait().unwrap().jobs().len(), 1);
    assert_eq!(scheduler.export_jobs(&path).wait().unwrap().jobs(), 1);
    let error = scheduler.import_jobs(&path).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConflictingId);
    let error = scheduler.import_jobs(directory.join("missing.json")).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::System);
    background.shutdown(Wait::ForJobs).unwrap();
}
