//! What breaks the contract is caught.

use std::sync::Arc;

use aps_runtime::testing::StorePlace;
use aps_runtime::testing::store_contract::{
    instances_are_limited_across_nodes, jobs_are_written_together_or_not_at_all, one_writer_wins,
    only_whoever_has_a_run_ends_it, put_to_test, what_is_not_run_has_its_row, without_a_lease_nothing_starts,
};
use aps_runtime::{
    Advance, Advanced, BoxFuture, Due, HistoryQuery, Hold, JobId, JobRecord, JobSettings, JobStore, JobWrite,
    Lease, Node, NodeRecord, Rerun, Room, RunEnd, RunOutcome, RunRecord, RunStore, RunTicket, SqliteStore,
    StoreError, StoreFuture, Tended, Written,
};
use chrono::{DateTime, Utc};

use super::sqlite::Folder;

/// How a store is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Who comes too late starts the run as well.
    Doubles,
    /// Nothing is kept of what is not run.
    Forgets,
    /// Of the counters that tell who has a run, one is not looked at.
    Unfenced,
    /// Any number of runs of a job.
    Unlimited,
    /// A node whose lease is over goes on.
    Immortal,
    /// One job after the other is written.
    InPieces,
}

#[derive(Debug)]
struct Broken {
    fault: Fault,
    sound: SqliteStore,
}

fn broken(fault: Fault) -> StorePlace {
    let folder = Folder::new();
    StorePlace::new(move || Broken { fault, sound: folder.store() })
}

#[test]
#[should_panic(expected = "true and true")]
fn a_fire_time_that_two_nodes_run() {
    put_to_test(broken(Fault::Doubles), one_writer_wins);
}

#[test]
#[should_panic(expected = "rows of")]
fn a_skipped_fire_time_that_has_no_row() {
    put_to_test(broken(Fault::Forgets), what_is_not_run_has_its_row);
}

#[test]
#[should_panic(expected = "a later fence")]
fn a_run_that_is_ended_by_whoever_had_it_before() {
    put_to_test(broken(Fault::Unfenced), only_whoever_has_a_run_ends_it);
}

#[test]
#[should_panic(expected = "Refused")]
fn more_runs_than_there_may_be() {
    put_to_test(broken(Fault::Unlimited), instances_are_limited_across_nodes);
}

#[test]
#[should_panic(expected = "Ok(")]
fn a_run_of_a_node_without_a_lease() {
    put_to_test(broken(Fault::Immortal), without_a_lease_nothing_starts);
}

#[test]
#[should_panic(expected = "the revision is another")]
fn jobs_of_which_some_are_written() {
    put_to_test(broken(Fault::InPieces), jobs_are_written_together_or_not_at_all);
}

impl Broken {
    fn without_limit(&self, job: &Arc<JobRecord>) -> Arc<JobRecord> {
        let mut job = JobRecord::clone(job);
        if self.fault == Fault::Unlimited {
            let mut settings = JobSettings::clone(&job.settings);
            settings.max_instances = std::num::NonZeroU32::MAX;
            job.settings = Arc::new(settings);
        }
        Arc::new(job)
    }

    async fn advance(&self, advances: &[Advance], hold: Hold) -> Result<Vec<Advanced>, StoreError> {
        let advances: Vec<_> = advances
            .iter()
            .map(|advance| Advance { job: self.without_limit(&advance.job), ..advance.clone() })
            .collect();
        let mut advanced = self.sound.advance_jobs(&advances, hold).await?;
        let doubled = Advanced::Run(Some(RunTicket { token: 4_711, fence: 1 }));
        for advanced in advanced.iter_mut().filter(|advanced| **advanced == Advanced::Stale) {
            if self.fault == Fault::Doubles {
                *advanced = doubled;
            }
        }
        Ok(advanced)
    }

    /// As if the lease had not been looked at, but the slots.
    async fn start(
        &self,
        job: &Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Advanced, StoreError> {
        match self.sound.start_run(&self.without_limit(job), at, now).await {
            Err(StoreError::LeaseLost) if self.fault == Fault::Immortal => Ok(Advanced::Refused),
            answer => answer,
        }
    }

    async fn write(&self, writes: &[JobWrite]) -> Result<Written, StoreError> {
        if self.fault != Fault::InPieces {
            return self.sound.write_jobs(writes).await;
        }
        for write in writes {
            if self.sound.write_jobs(std::slice::from_ref(write)).await? == Written::Stale {
                return Ok(Written::Stale);
            }
        }
        Ok(Written::Done)
    }

    async fn end(&self, ends: &[RunEnd]) -> Result<Vec<Written>, StoreError> {
        let mut ends = ends.to_vec();
        if self.fault == Fault::Unfenced {
            for end in &mut ends {
                end.ticket.fence = 1;
            }
        }
        self.sound.end_runs(&ends).await
    }

    async fn told(&self, query: &HistoryQuery) -> Result<Vec<RunRecord>, StoreError> {
        let mut runs = RunStore::history(&self.sound, query).await?;
        runs.retain(|run| self.fault != Fault::Forgets || run.outcome != RunOutcome::Skipped);
        Ok(runs)
    }
}

impl JobStore for Broken {
    fn runs(&self) -> Option<&dyn RunStore> {
        Some(self)
    }
    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        self.sound.add_job(job)
    }
    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        self.sound.update_job(job)
    }
    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        Box::pin(self.advance(advances, hold))
    }
    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        Box::pin(self.write(writes))
    }
    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        self.sound.remove_job(id)
    }
    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        self.sound.job(id)
    }
    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        self.sound.jobs()
    }
    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        self.sound.due_jobs(now, limit, rooms)
    }
    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        self.sound.next_run_time(rooms)
    }
}

impl RunStore for Broken {
    fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease> {
        self.sound.join(node, now)
    }
    fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()> {
        self.sound.renew(now)
    }
    fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended> {
        self.sound.tend(now)
    }
    fn leave(&self) -> StoreFuture<'_, ()> {
        self.sound.leave()
    }
    fn start_run<'a>(
        &'a self,
        job: &'a Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Advanced> {
        Box::pin(self.start(job, at, now))
    }
    fn take_reruns<'a>(
        &'a self,
        limit: usize,
        rooms: &'a [Room],
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Vec<Rerun>> {
        self.sound.take_reruns(limit, rooms, now)
    }
    fn end_runs<'a>(&'a self, ends: &'a [RunEnd]) -> StoreFuture<'a, Vec<Written>> {
        Box::pin(self.end(ends))
    }
    fn changed(&self) -> BoxFuture<'_, ()> {
        self.sound.changed()
    }
    fn history<'a>(&'a self, query: &'a HistoryQuery) -> StoreFuture<'a, Vec<RunRecord>> {
        Box::pin(self.told(query))
    }
    fn nodes(&self) -> StoreFuture<'_, Vec<NodeRecord>> {
        self.sound.nodes()
    }
}
