//! Adding, listing and removing more than one job; resuming with the past.

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobStatus, MemoryStore, Registry};

use crate::harness::{Harness, cron, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

fn ids(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.id().as_str()).collect()
}

fn two_stores() -> Harness {
    Harness::new("09:30", Scheduler::builder().job_store("archive", MemoryStore::new()))
}

#[tokio::test]
async fn jobs_are_added_together_or_not_at_all() {
    for running in [false, true] {
        let harness = Harness::at("09:30");
        if running {
            harness.scheduler.start().await.unwrap();
        }
        let add = |id: &str| harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id);
        add("taken").await.unwrap();
        let wrong = [
            (vec![add("a"), add("no blanks")], ErrorKind::InvalidId),
            (vec![add("a"), add("b").executor("nobody")], ErrorKind::UnknownExecutor),
            (vec![add("a"), add("taken")], ErrorKind::ConflictingId),
            (vec![add("a"), add("a")], ErrorKind::ConflictingId),
        ];
        for (jobs, kind) in wrong {
            assert_eq!(harness.scheduler.add_jobs(jobs).await.unwrap_err().kind(), kind);
            assert_eq!(ids(&harness.scheduler.jobs().await.unwrap()), ["taken"]);
        }
        let jobs = [add("a"), add("taken").replace_existing(true), add("c")];
        let added = harness.scheduler.add_jobs(jobs).await.unwrap();
        assert_eq!(ids(&added), ["a", "taken", "c"]);
        assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn an_id_that_is_taken_in_one_store_keeps_the_others_empty() {
    let harness = two_stores();
    harness.scheduler.start().await.unwrap();
    let add = |id: &str, store: &str| {
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).jobstore(store)
    };
    harness.scheduler.add_jobs([add("taken", "default"), add("taken", "archive")]).await.unwrap();
    for jobs in [[("a", "default"), ("taken", "archive")], [("a", "archive"), ("taken", "default")]] {
        let error = harness.scheduler.add_jobs(jobs.map(|(id, store)| add(id, store))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConflictingId);
        assert_eq!(ids(&harness.scheduler.jobs().await.unwrap()), ["taken", "taken"]);
    }
}

#[tokio::test]
async fn jobs_are_listed_by_store_also_the_pending_ones() {
    let harness = two_stores();
    let add = |id: &str, store: &str| {
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).jobstore(store)
    };
    harness.scheduler.add_jobs([add("a", "default"), add("b", "archive")]).await.unwrap();
    assert_eq!(ids(&harness.scheduler.jobs_in("archive").await.unwrap()), ["b"]);
    harness.scheduler.start().await.unwrap();
    assert_eq!(ids(&harness.scheduler.jobs_in("archive").await.unwrap()), ["b"]);
    let error = harness.scheduler.jobs_in("nowhere").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownJobStore);
}

#[tokio::test]
async fn all_jobs_are_removed_from_one_store_or_from_all() {
    for running in [false, true] {
        let harness = two_stores();
        if running {
            harness.scheduler.start().await.unwrap();
        }
        let fill = || async {
            for (id, store) in [("a", "default"), ("b", "archive")] {
                let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *"));
                job.id(id).jobstore(store).replace_existing(true).await.unwrap();
            }
            harness.log();
        };
        fill().await;
        harness.scheduler.remove_all_jobs_in("archive").await.unwrap();
        assert_eq!(ids(&harness.scheduler.jobs().await.unwrap()), ["a"]);
        assert_eq!(harness.log(), ["all jobs removed from store `archive`"]);
        fill().await;
        harness.scheduler.remove_all_jobs().await.unwrap();
        assert!(harness.scheduler.jobs().await.unwrap().is_empty());
        assert_eq!(harness.log(), ["all jobs removed"]);
        let error = harness.scheduler.remove_all_jobs_in("nowhere").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownJobStore);
    }
}

#[tokio::test]
async fn of_a_store_that_fails_while_it_is_emptied_what_is_gone_is_told() {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    for (id, minutes) in [("a", "0"), ("b", "10"), ("c", "20")] {
        harness.scheduler.add_job(succeed::job(), cron(&format!("{minutes} * * * *"))).id(id).await.unwrap();
    }
    harness.log();
    store.keep("c");
    let error = harness.scheduler.remove_all_jobs().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    let left = harness.scheduler.jobs().await.unwrap();
    let gone = ["a", "b"].iter().filter(|id| !ids(&left).contains(id));
    let told: Vec<_> = gone.map(|id| format!("removed {id}")).collect();
    assert!(!told.is_empty());
    assert_eq!(harness.log(), told);
}

#[tokio::test]
async fn a_removal_may_wait_for_the_runs_of_the_job() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), once("10:00")).id("awaited").await.unwrap();
    let other = harness.scheduler.add_job(hold::job(), once("10:00")).id("not-awaited").await.unwrap();
    job.modify().trigger(cron("0 * * * *")).await.unwrap();
    other.modify().trigger(cron("0 * * * *")).await.unwrap();
    harness.clock.set(instant("10:00"));
    let mut submitted = 0;
    while submitted < 2 {
        tokio::task::yield_now().await;
        submitted += harness.log_of(&["submitted"]).len();
    }
    let mut removal = Looked(job.remove().wait_for_runs(true).into_future());
    assert!(removal.is_pending().await, "its run is under way");
    assert!(harness.scheduler.job("awaited").await.is_err(), "it is gone all the same");
    release("awaited");
    removal.done().await.unwrap();
    assert_eq!(harness.log(), ["executed awaited 10:00:00", "removed awaited"]);
    other.remove().await.unwrap();
    release("not-awaited");
}

/// A future that is looked at without being given up.
struct Looked<F>(F);

impl<F: Future + Unpin> Looked<F> {
    /// Whether it is pending, however often everything else had its turn.
    async fn is_pending(&mut self) -> bool {
        for _ in 0..100 {
            let look = std::future::poll_fn(|cx| {
                std::task::Poll::Ready(std::pin::Pin::new(&mut self.0).poll(cx).is_ready())
            });
            if look.await {
                return false;
            }
            tokio::task::yield_now().await;
        }
        true
    }

    async fn done(self) -> F::Output {
        self.0.await
    }
}

#[tokio::test]
async fn a_resumed_job_catches_up_if_it_is_told_to() {
    for (catch_up, runs) in [(true, vec!["executed job 12:00:00"]), (false, vec![])] {
        let harness = Harness::started("09:30").await;
        let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
        job.pause().await.unwrap();
        harness.run_until("12:30").await;
        job.resume().catch_up(catch_up).await.unwrap();
        harness.scheduler.at_rest().await;
        assert_eq!(harness.log_of(&["executed"]), runs);
        assert_eq!(job.refresh().await.unwrap().next_run_time(), Some(instant("13:00")));
    }
}

#[tokio::test]
async fn a_date_that_passed_during_a_pause_is_made_up_for_if_that_is_asked_for() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id("once").paused(true);
    job.await.unwrap();
    harness.run_until("12:00").await;
    harness.scheduler.resume_job("once").catch_up(true).await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed once 10:00:00"]);
}

#[tokio::test]
async fn now_runs_once_and_at_once_or_at_the_start() {
    let harness = Harness::at("09:30");
    harness.scheduler.add_job(succeed::job(), Now).id("early").await.unwrap();
    harness.clock.set(instant("09:45"));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed early 09:30:00"]);
    harness.scheduler.add_job(succeed::job(), Now).id("now").await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed now 09:45:00"]);
    assert!(harness.scheduler.jobs().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_listing_is_apschedulers() {
    let builder = Scheduler::builder().registry(Registry::linked().unwrap());
    let harness = Harness::new("09:30", builder.job_store("archive", MemoryStore::new()));
    let listing = || async { harness.scheduler.job_listing().await.unwrap() };
    assert_eq!(listing().await, "Pending jobs:\n    No pending jobs\n");
    let add = |id: &str| harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).name(id);
    add("b").await.unwrap();
    add("a").paused(true).await.unwrap();
    assert_eq!(
        listing().await,
        "\
Pending jobs:
    b (trigger: cron[0 * * * *], pending)
    a (trigger: cron[0 * * * *], paused)
"
    );
    harness.scheduler.start().await.unwrap();
    assert_eq!(
        listing().await,
        "\
Jobstore archive:
    No scheduled jobs
Jobstore default:
    b (trigger: cron[0 * * * *], next run at: 2026-01-01 10:00:00 UTC)
    a (trigger: cron[0 * * * *], paused)
"
    );
}

#[tokio::test]
async fn for_machines_a_job_is_an_object() {
    let harness = Harness::started("09:30").await;
    let add = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").name("chime");
    let add = add.misfire_grace_time(std::time::Duration::from_millis(1500)).tag("red").metadata("k", "v");
    let mut json = serde_json::to_value(add.await.unwrap()).unwrap();
    if let Some(object) = json.as_object_mut() {
        object.remove("trigger_definition");
    }
    assert_eq!(
        json,
        serde_json::json!({
            "id": "job",
            "name": "chime",
            "function": succeed::job().function(),
            "trigger": "cron[0 * * * *]",
            "status": "scheduled",
            "next_run_time": "2026-01-01T10:00:00+00:00",
            "executor": "default",
            "jobstore": "default",
            "coalesce": true,
            "max_instances": 1,
            "misfire_grace_time": 1.5,
            "timeout": null,
            "attempts": 1,
            "tags": ["red"],
            "metadata": {"k": "v"},
        })
    );
    harness.scheduler.pause_job("job").await.unwrap();
    let job = harness.scheduler.job("job").await.unwrap();
    assert_eq!(job.status(), JobStatus::Paused);
    let json = serde_json::to_value(job).unwrap();
    assert_eq!((&json["status"], &json["next_run_time"]), (&"paused".into(), &serde_json::Value::Null));
}
