//! Connections that are cut at COMMIT, before it arrives, while it is on its way, and after.

use std::sync::Arc;
use std::time::Duration;

use aps_runtime::{JobRecord, JobStore, JobWrite, RunEnd, RunOutcome, RunStore, StoreError, Written};
use chrono::TimeDelta;
use test_servers::{Mode, When};

use crate::trial::{NOW, Trial, id, until};

const CUTS: [When; 3] =
    [When::BeforeDelivery, When::LateDelivery(Duration::from_millis(500)), When::AfterDelivery];

#[tokio::test]
async fn a_job_is_added_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    for (number, when) in CUTS.into_iter().enumerate() {
        let job = trial.job(&format!("job-{number}"));
        trial.proxy.cut_at_commit(when, 1);
        trial.store.add_job(Arc::new(job.clone())).await.unwrap_or_else(|error| panic!("{when:?}: {error}"));
        assert_eq!(trial.proxy.cuts(), number + 1);
        let stored = trial.stored(job.id.as_str()).await.unwrap();
        assert_eq!(stored.revision, job.revision, "{when:?}");
        // Another one of the same id is told from it.
        trial.proxy.cut_at_commit(when, 0);
        let other = trial.job(job.id.as_str());
        let refused = trial.store.add_job(Arc::new(other)).await;
        assert!(matches!(refused, Err(StoreError::ConflictingId(_))), "{refused:?}");
    }
    assert_eq!(trial.neighbour().await.jobs().await.unwrap().len(), CUTS.len());
}

#[tokio::test]
async fn a_job_is_changed_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    trial.store.add_job(Arc::new(trial.job("a"))).await.unwrap();
    for when in CUTS {
        let read = trial.stored("a").await.unwrap();
        let mut changed = read.clone();
        changed.paused = !read.paused;
        // Also if the network fails for several times.
        trial.proxy.cut_at_commit(when, 2);
        assert_eq!(trial.store.update_job(changed.clone()).await.unwrap(), Written::Done, "{when:?}");
        trial.proxy.cut_at_commit(when, 0);
        let stored = trial.stored("a").await.unwrap();
        assert_eq!((stored.revision, stored.paused), (read.revision + 1, changed.paused), "{when:?}");
        assert_eq!(trial.store.update_job(read).await.unwrap(), Written::Stale, "{when:?}");
    }
}

#[tokio::test]
async fn jobs_are_written_together_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    trial.store.add_job(Arc::new(trial.job("a"))).await.unwrap();
    for (number, when) in CUTS.into_iter().enumerate() {
        let read = trial.stored("a").await.unwrap();
        let revision = read.revision;
        let added = Arc::new(trial.job(&format!("job-{number}")));
        let writes = [JobWrite::Replace(Arc::new(read)), JobWrite::Add(added)];
        trial.proxy.cut_at_commit(when, 1);
        assert_eq!(trial.store.write_jobs(&writes).await.unwrap(), Written::Done, "{when:?}");
        assert_eq!(trial.proxy.cuts(), number + 1);
        assert_eq!(trial.stored("a").await.unwrap().revision, revision + 1, "{when:?}");
    }
    assert_eq!(trial.store.jobs().await.unwrap().len(), CUTS.len() + 1);
}

#[tokio::test]
async fn a_job_is_removed_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    for (number, when) in CUTS.into_iter().enumerate() {
        let job = trial.job("a");
        trial.store.add_job(Arc::new(job.clone())).await.unwrap();
        trial.proxy.cut_at_commit(when, 1);
        let removed = trial.store.remove_job(&job.id).await.unwrap();
        assert_eq!(removed, Some(job.revision), "{when:?}");
        assert_eq!(trial.proxy.cuts(), number + 1);
        assert_eq!(trial.store.remove_job(&id("a")).await.unwrap(), None, "{when:?}");
    }
}

#[tokio::test]
async fn a_run_starts_once_and_ends_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    for (number, when) in CUTS.into_iter().enumerate() {
        let job = trial.job(&format!("job-{number}"));
        let name = job.id.as_str();
        trial.store.add_job(Arc::new(job.clone())).await.unwrap();
        trial.proxy.cut_at_commit(when, 1);
        let claimed = trial.claim().await;
        assert_eq!(trial.proxy.cuts(), 2 * number + 1);
        // Who is told that it failed can rely on that.
        let arrived = when != When::BeforeDelivery;
        assert_eq!(claimed.is_ok(), arrived, "{when:?}: {claimed:?}");
        assert_eq!(trial.runs_of(name).await.len(), usize::from(arrived), "{when:?}");
        let ticket = if arrived { claimed.unwrap() } else { trial.claim().await.unwrap() };
        assert_eq!(trial.outcomes(name).await, [RunOutcome::Running], "{when:?}");

        let end = end_of(&job, ticket);
        trial.proxy.cut_at_commit(when, 1);
        assert_eq!(trial.store.end_runs(&[end]).await.unwrap(), [Written::Done], "{when:?}");
        assert_eq!(trial.proxy.cuts(), 2 * number + 2);
        assert_eq!(trial.outcomes(name).await, [RunOutcome::Executed], "{when:?}");
    }
}

/// Several of its fire times at once, and it goes on to a later one; also if the network fails twice.
#[tokio::test]
async fn a_run_goes_on_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    for (number, when) in CUTS.into_iter().enumerate() {
        let job = trial.job(&format!("job-{number}"));
        let at = |seconds| job.next_run_time + TimeDelta::seconds(seconds);
        trial.store.add_job(Arc::new(job.clone())).await.unwrap();
        let ticket = trial.claim_until(at(9)).await.unwrap();
        let end =
            |from, to| RunEnd { scheduled_run_time: at(from), goes_on: Some(at(to)), ..end_of(&job, ticket) };
        trial.proxy.cut_at_commit(when, 2);
        let told = trial.store.end_runs(&[end(0, 1), end(1, 2), end(2, 3)]).await;
        assert_eq!(told.unwrap(), [Written::Done; 3], "{when:?}");
        // As long as it is not delivered, it is sent again.
        assert_eq!(trial.proxy.cuts(), 2 * (number + 1), "{when:?}");
        trial.proxy.cut_at_commit(when, 0);
        let mut runs = trial.runs_of(job.id.as_str()).await;
        runs.sort_by_key(|run| run.times.first);
        let rows: Vec<_> = runs.iter().map(|run| (run.times.first, run.times.through, run.outcome)).collect();
        let (executed, running) = (RunOutcome::Executed, RunOutcome::Running);
        let expected = [(0, 0, executed), (1, 1, executed), (2, 2, executed), (3, 9, running)];
        assert_eq!(rows, expected.map(|(from, to, outcome)| (at(from), at(to), outcome)), "{when:?}");
    }
}

/// Runs beside the schedule, of which nobody else would know that they were started.
#[tokio::test]
async fn a_run_that_is_asked_for_starts_once_wherever_that_is_cut() {
    let trial = Trial::new().await;
    for (number, when) in CUTS.into_iter().enumerate() {
        let job = Arc::new(trial.job(&format!("job-{number}")));
        trial.store.add_job(job.clone()).await.unwrap();
        trial.proxy.cut_at_commit(when, 1);
        let started = trial.store.start_run(&job, job.next_run_time, NOW).await;
        assert_eq!(started.is_ok(), when != When::BeforeDelivery, "{when:?}: {started:?}");
        let rows = trial.runs_of(job.id.as_str()).await.len();
        assert_eq!(rows, usize::from(started.is_ok()), "{when:?}");
    }
}

impl Trial {
    /// Cut when it was committed, or is going to be; and kept from asking what became of it until this is done.
    async fn while_cut<T>(
        &self,
        when: When,
        written: impl Future<Output = T>,
        done: impl Future<Output = ()>,
    ) -> T {
        let cuts = self.proxy.cuts();
        self.proxy.cut_at_commit(when, 1);
        let meanwhile = async {
            while self.proxy.cuts() == cuts {
                tokio::task::yield_now().await;
            }
            self.proxy.set(Mode::BlackHole);
            done.await;
            self.proxy.set(Mode::Pass);
        };
        tokio::join!(written, meanwhile).0
    }
}

/// What another node does before it is known that the job is there is not undone.
#[tokio::test]
async fn a_job_that_another_node_removes_meanwhile_is_not_added_again() {
    let trial = Trial::new().await;
    let neighbour = trial.neighbour().await;
    for when in &CUTS[1..] {
        let job = Arc::new(trial.job("a"));
        let removed = async {
            until("the other node removes it", async || {
                neighbour.remove_job(&job.id).await.unwrap().is_some()
            })
            .await;
        };
        trial.while_cut(*when, trial.store.add_job(job.clone()), removed).await.unwrap();
        assert_eq!(neighbour.jobs().await.unwrap().len(), 0, "{when:?}");
    }
}

#[tokio::test]
async fn a_job_that_another_node_changes_meanwhile_was_changed() {
    let trial = Trial::new().await;
    let neighbour = trial.neighbour().await;
    trial.store.add_job(Arc::new(trial.job("a"))).await.unwrap();
    for when in &CUTS[1..] {
        let read = trial.stored("a").await.unwrap();
        let revision = read.revision;
        let changed = async {
            until("the other node changes it", async || {
                let job = neighbour.job(&read.id).await.unwrap().unwrap();
                let is_there = job.revision == revision + 1;
                is_there && neighbour.update_job(JobRecord::clone(&job)).await.unwrap() == Written::Done
            })
            .await;
        };
        let written = trial.while_cut(*when, trial.store.update_job(read.clone()), changed).await;
        assert_eq!(written.unwrap(), Written::Done, "{when:?}");
        assert_eq!(trial.stored("a").await.unwrap().revision, revision + 2, "{when:?}");
    }
}

fn end_of(job: &JobRecord, ticket: aps_runtime::RunTicket) -> RunEnd {
    RunEnd {
        job_id: job.id.clone(),
        ticket,
        scheduled_run_time: job.next_run_time,
        outcome: RunOutcome::Executed,
        error: None,
        result: None,
        attempts: 1,
        started_at: Some(job.next_run_time),
        ended_at: job.next_run_time,
        goes_on: None,
    }
}
