//! All jobs of a file come into their store, or none, whatever else is done meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobStore, OnConflict};
use chrono::TimeDelta;

use super::{HOURLY, exported, file, import};
use crate::harness::{Harness, cron, instant, succeed};
use crate::hooked::Hooked;

async fn started(store: &Hooked) -> Harness {
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    harness.log();
    harness
}

fn three() -> String {
    file(&[HOURLY, &HOURLY.replace("hourly", "second"), &HOURLY.replace("hourly", "third")])
}

async fn ids(store: &Hooked) -> Vec<String> {
    let mut ids: Vec<_> = store.jobs().await.unwrap().iter().map(|job| job.id.to_string()).collect();
    ids.sort();
    ids
}

/// Each of the three is added by somebody else between the look at the store and the write.
#[tokio::test]
async fn an_id_that_is_taken_at_the_last_moment_lets_none_in() {
    for taken in ["hourly", "second", "third"] {
        let store = Hooked::default();
        let harness = started(&store).await;
        let scheduler = harness.scheduler.clone();
        store.before_the_first("write", move || async move {
            scheduler.add_job(succeed::job(), cron("30 * * * *")).id(taken).await.unwrap();
        });
        let error = import(&harness.scheduler, three()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConflictingId);
        assert!(error.to_string().contains(&format!("`{taken}`")), "{error}");
        assert_eq!(ids(&store).await, [taken]);
        assert_eq!(harness.log(), [format!("added {taken}")]);
    }
}

#[tokio::test]
async fn an_id_that_is_taken_at_the_last_moment_is_skipped_or_replaced() {
    for (on_conflict, change) in [(OnConflict::Skip, "1 skipped"), (OnConflict::Replace, "1 replaced")] {
        let store = Hooked::default();
        let harness = started(&store).await;
        let scheduler = harness.scheduler.clone();
        store.before_the_first("write", move || async move {
            scheduler.add_job(succeed::job(), cron("30 * * * *")).id("second").await.unwrap();
        });
        let report = import(&harness.scheduler, three()).on_conflict(on_conflict).await.unwrap();
        assert!(report.to_string().starts_with(&format!("3 jobs read, 2 added, {change}")), "{report}");
        assert_eq!(ids(&store).await, ["hourly", "second", "third"]);
    }
}

/// What it replaces is changed, removed, or runs, between the look and the write.
#[tokio::test]
async fn a_job_that_changes_at_the_last_moment_is_looked_at_again() {
    for what in ["change", "remove", "run"] {
        let store = Hooked::default();
        let harness = started(&store).await;
        import(&harness.scheduler, three()).await.unwrap();
        harness.log();
        let (scheduler, clock) = (harness.scheduler.clone(), harness.clock.clone());
        store.before_the_first("write", move || async move {
            match what {
                "change" => scheduler.modify_job("second").max_instances(7).await.unwrap(),
                "remove" => scheduler.remove_job("second").await.unwrap(),
                _ => scheduler.run_clock_until(&clock, instant("10:00")).await,
            }
        });
        let other = three().replace("0 * * * *", "30 * * * *");
        let report = import(&harness.scheduler, other).on_conflict(OnConflict::Replace).await.unwrap();
        let expected =
            if what == "remove" { "3 jobs read, 1 added, 2 replaced" } else { "3 jobs read, 3 replaced" };
        assert_eq!(report.to_string().lines().next(), Some(expected), "{what}\n{report}");
        for job in harness.scheduler.jobs().await.unwrap() {
            assert_eq!((job.max_instances(), job.trigger().to_string()), (1, "cron[30 * * * *]".to_owned()));
        }
        let ran = harness.log_of(&["executed"]).len();
        assert_eq!(ran, if what == "run" { 3 } else { 0 }, "{what}");
    }
}

/// Its file does not say when it runs next, and by then it has run: it is not run again.
#[tokio::test]
async fn a_run_that_was_started_meanwhile_is_not_started_again() {
    let store = Hooked::default();
    let harness = started(&store).await;
    import(&harness.scheduler, file(&[HOURLY])).await.unwrap();
    let (scheduler, clock) = (harness.scheduler.clone(), harness.clock.clone());
    store.before_the_first("write", move || async move {
        scheduler.run_clock_until(&clock, instant("10:00")).await;
    });
    let named = file(&[&HOURLY.replace("\"trigger\"", "\"name\": \"Hourly\", \"trigger\"")]);
    import(&harness.scheduler, named).on_conflict(OnConflict::Replace).await.unwrap();
    harness.run_until("11:00").await;
    assert_eq!(
        harness.log_of(&["executed", "coalesced"]),
        ["executed hourly 10:00:00", "executed hourly 11:00:00"]
    );
}

#[tokio::test]
async fn a_store_that_fails_has_written_nothing() {
    let store = Hooked::default();
    let harness = started(&store).await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("there").await.unwrap();
    let before = exported(&harness.scheduler).await;
    harness.log();
    store.fail_to_write();
    let error = import(&harness.scheduler, three()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    assert_eq!((exported(&harness.scheduler).await, harness.log()), (before, vec![]));
    // What was held back for the jobs that were not added is told.
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("second").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["added", "executed"]).len(), 3);
}

/// Of several stores each is one write.
#[tokio::test]
async fn stores_before_the_one_that_fails_have_their_jobs() {
    let (first, second) = (Hooked::default(), Hooked::default());
    let builder = Scheduler::builder().job_store("first", first.clone()).job_store("second", second.clone());
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    let job = |id: &str, alias: &str| {
        HOURLY
            .replace("hourly", id)
            .replace("\"trigger\"", &format!("\"jobstore\": \"{alias}\", \"trigger\""))
    };
    let text = file(&[&job("a", "second"), &job("b", "first"), &job("c", "second")]);
    second.fail_to_write();
    let error = import(&harness.scheduler, text).await.unwrap_err();
    assert!(error.to_string().starts_with("job store `second` failed"), "{error}");
    assert_eq!((ids(&first).await, ids(&second).await.len()), (vec!["b".to_owned()], 0));
}

#[tokio::test]
async fn of_two_imports_of_one_file_at_once_one_comes_first() {
    let store = Hooked::default();
    let harness = started(&store).await;
    store.slow("write");
    let (one, other) = tokio::join!(
        import(&harness.scheduler, three()).into_future(),
        import(&harness.scheduler, three()).into_future()
    );
    let failed: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].kind(), ErrorKind::ConflictingId);
    assert_eq!(harness.log(), ["added hourly", "added second", "added third"]);
}

/// Jobs fire and are changed while they are replaced over and over: each run is told once, and
/// whoever looks sees all jobs of one file.
#[tokio::test]
async fn whoever_looks_sees_all_of_a_file() {
    let store = Hooked::default();
    let harness = started(&store).await;
    let (scheduler, seen) = (&harness.scheduler, Arc::new(AtomicUsize::new(0)));
    let text = |minute: usize| three().replace("0 * * * *", &format!("{minute} * * * *"));
    import(scheduler, text(0)).await.unwrap();
    store.slow("write");
    let looks = store.clone();
    let looking = tokio::spawn({
        let seen = seen.clone();
        async move {
            loop {
                let triggers: Vec<_> =
                    looks.jobs().await.unwrap().iter().map(|job| job.trigger.to_string()).collect();
                assert!(triggers.iter().all(|trigger| *trigger == triggers[0]), "{triggers:?}");
                seen.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
        }
    });
    for round in 1..20 {
        let changing = async {
            for id in ["hourly", "second", "third"] {
                scheduler.pause_job(id).await.unwrap();
                scheduler.resume_job(id).await.unwrap();
            }
            harness.clock.set(instant("09:30") + TimeDelta::minutes(20 * i64::try_from(round).unwrap()));
        };
        let importing = import(scheduler, text(round)).on_conflict(OnConflict::Replace).into_future();
        let (imported, ()) = tokio::join!(importing, changing);
        imported.unwrap();
    }
    assert!(!looking.is_finished(), "{:?}", looking.await);
    looking.abort();
    assert!(seen.load(Ordering::SeqCst) > 20);
    scheduler.at_rest().await;
    let log = harness.log();
    let submitted = log.iter().filter(|line| line.starts_with("submitted")).count();
    let ended = log.iter().filter(|line| line.starts_with("executed")).count();
    assert!(submitted > 0);
    assert_eq!(submitted, ended);
}
