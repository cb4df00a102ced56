use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aps_triggers::{AnyTrigger, IntervalTrigger};
use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::Span;
use crate::job::{
    Arguments, Callee, JobDefaults, JobId, JobRecord, JobSettings, OnNodeLoss, RunEnd, RunOutcome, RunTicket,
    first_revision,
};
use crate::store::{
    Advance, Advanced, Due, Fires, HistoryQuery, Hold, JobStore, Lease, Node, Rerun, RunRecord, RunStore,
    StoreError, Tended, Written,
};

/// A place where jobs are kept, and that is empty at first. Each call gives another store there, as another
/// process would have it; or the same one, of a store that only one process can use.
pub struct StorePlace(Box<dyn Fn() -> Arc<dyn JobStore>>);

impl std::fmt::Debug for StorePlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StorePlace")
    }
}

impl StorePlace {
    /// Of what makes the stores.
    pub fn new<S: JobStore>(make: impl Fn() -> S + 'static) -> Self {
        StorePlace(Box::new(move || Arc::new(make())))
    }

    /// Of stores that are shared.
    pub fn shared(make: impl Fn() -> Arc<dyn JobStore> + 'static) -> Self {
        StorePlace(Box::new(make))
    }

    /// One that is ready for use, by a node that has the functions `f` and `g`.
    pub(super) async fn node(&self) -> Peer {
        self.node_with(&["f", "g"]).await
    }

    pub(super) async fn node_with(&self, functions: &[&str]) -> Peer {
        let peer = self.stranger(functions);
        if peer.store.runs().is_some() {
            peer.join(at(0)).await;
        }
        peer
    }

    /// One that has not joined.
    pub(super) fn stranger(&self, functions: &[&str]) -> Peer {
        static NUMBERS: AtomicU32 = AtomicU32::new(1);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let node = Node {
            id: format!("{number:032x}").into(),
            name: format!("node {number}").into(),
            functions: functions.iter().map(|name| Arc::from(*name)).collect(),
            keeps_time: true,
        };
        Peer { store: (self.0)(), node }
    }
}

/// A node, and its store.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) store: Arc<dyn JobStore>,
    pub(super) node: Node,
}

/// So many seconds after the beginning of 2026.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600 + seconds, 0).expect("a time of the year 2026")
}

/// Only this fire time.
pub(super) fn only(time: DateTime<Utc>) -> Span {
    Span { first: time, through: time }
}

pub(super) fn id(id: &str) -> JobId {
    JobId::new(id).expect("the id of a job")
}

/// A job that calls `f` each second, the next time then.
pub(super) fn job(name: &str, next_run_time: DateTime<Utc>) -> JobRecord {
    let every_second = IntervalTrigger::parse("1s").expect("an interval");
    let settings = JobSettings::new(JobDefaults::default(), "default".into());
    JobRecord {
        id: id(name),
        function: Callee::Registered("f".into()),
        arguments: Arguments::default(),
        trigger: AnyTrigger::from(every_second),
        settings: Arc::new(settings),
        next_run_time,
        paused: false,
        labels: None,
        revision: first_revision(),
    }
}

/// The same with other settings.
pub(super) fn with(job: JobRecord, change: impl FnOnce(&mut JobSettings)) -> JobRecord {
    let mut settings = JobSettings::clone(&job.settings);
    change(&mut settings);
    JobRecord { settings: Arc::new(settings), ..job }
}

pub(super) fn instances(job: JobRecord, max_instances: u32) -> JobRecord {
    with(job, |settings| settings.max_instances = NonZeroU32::new(max_instances).expect("a number from 1"))
}

pub(super) fn to_be_rerun(job: JobRecord) -> JobRecord {
    with(job, |settings| settings.on_node_loss = OnNodeLoss::Rerun)
}

/// Moves on to `next`, and runs what it leaves behind.
pub(super) fn advance(job: &Arc<JobRecord>, next: impl Into<Option<DateTime<Utc>>>) -> Advance {
    let run = only(job.next_run_time);
    Advance {
        job: job.clone(),
        next_run_time: next.into(),
        fires: Some(Fires { run, coalesced: None, refused: false }),
    }
}

pub(super) fn ended(name: &str, ticket: RunTicket, scheduled: DateTime<Utc>) -> RunEnd {
    let end = RunEnd::new(id(name), ticket, scheduled, scheduled + TimeDelta::seconds(1));
    RunEnd { attempts: 1, started_at: Some(scheduled), ..end }
}

pub(super) fn ended_as(outcome: RunOutcome, end: RunEnd) -> RunEnd {
    RunEnd { outcome, ..end }
}

/// What every store is asked.
impl Peer {
    pub(super) async fn add(&self, job: JobRecord) -> Arc<JobRecord> {
        let id = job.id.clone();
        self.store.add_job(Arc::new(job)).await.expect("the job is added");
        self.get(id.as_str()).await
    }

    pub(super) async fn get(&self, name: &str) -> Arc<JobRecord> {
        self.find(name).await.expect("the job is there")
    }

    pub(super) async fn find(&self, name: &str) -> Option<Arc<JobRecord>> {
        self.store.job(&id(name)).await.expect("the job is looked for")
    }

    pub(super) async fn update(&self, job: JobRecord) -> Written {
        self.store.update_job(job).await.expect("the job is changed")
    }

    pub(super) async fn pause(&self, name: &str) {
        let job = self.get(name).await;
        assert_eq!(self.update(JobRecord { paused: true, ..JobRecord::clone(&job) }).await, Written::Done);
    }

    pub(super) async fn try_advance(&self, advances: &[Advance]) -> Result<Vec<Advanced>, StoreError> {
        self.store.advance_jobs(advances, Hold::default()).await
    }

    pub(super) async fn advance(&self, advance: Advance) -> Advanced {
        self.try_advance(&[advance]).await.expect("the job moves on")[0]
    }

    /// Lets go of what the store has held, before anybody else asks.
    pub(super) async fn due(&self, now: DateTime<Utc>) -> Vec<Arc<JobRecord>> {
        let Due { jobs, hold, .. } = self.store.due_jobs(now, 100, &[]).await.expect("due jobs are found");
        // By then the lease may be over.
        match self.store.advance_jobs(&[], hold).await {
            Ok(_) | Err(StoreError::LeaseLost) => jobs,
            Err(error) => panic!("nothing is moved on: {error}"),
        }
    }

    pub(super) async fn next(&self) -> Option<DateTime<Utc>> {
        self.store.next_run_time(&[]).await.expect("the next run time is found")
    }

    pub(super) async fn ids(&self) -> Vec<String> {
        ids(&self.store.jobs().await.expect("the jobs are listed"))
    }
}

pub(super) fn ids(jobs: &[Arc<JobRecord>]) -> Vec<String> {
    jobs.iter().map(|job| job.id.to_string()).collect()
}

/// What a store is asked that keeps runs.
impl Peer {
    pub(super) fn runs(&self) -> &dyn RunStore {
        self.store.runs().expect("a store that keeps runs")
    }

    pub(super) async fn join(&self, now: DateTime<Utc>) -> Lease {
        self.runs().join(&self.node, now).await.expect("the node joins")
    }

    /// Renews the lease, and looks after what the dead have left, as a scheduler does.
    pub(super) async fn renew(&self, now: DateTime<Utc>) -> Tended {
        self.runs().renew(now).await.expect("the lease is renewed");
        self.runs().tend(now).await.expect("the store is tended")
    }

    /// Adds a job, and starts a run of it.
    pub(super) async fn start(&self, job: JobRecord) -> (Arc<JobRecord>, RunTicket) {
        let job = self.add(job).await;
        let ticket = self.go_on(&job).await;
        (job, ticket)
    }

    /// Starts the next run of a job, which moves on by a second.
    pub(super) async fn go_on(&self, job: &Arc<JobRecord>) -> RunTicket {
        ticket(self.advance(advance(job, job.next_run_time + TimeDelta::seconds(1))).await)
    }

    pub(super) async fn end(&self, end: RunEnd) -> Written {
        self.end_all(&[end]).await[0]
    }

    pub(super) async fn end_all(&self, ends: &[RunEnd]) -> Vec<Written> {
        self.runs().end_runs(ends).await.expect("ends are written")
    }

    pub(super) async fn reruns(&self, now: DateTime<Utc>) -> Vec<Rerun> {
        self.runs().take_reruns(100, &[], now).await.expect("reruns are taken")
    }

    pub(super) async fn history(&self) -> Vec<RunRecord> {
        self.runs().history(&HistoryQuery { job_id: None, limit: 1000 }).await.expect("the history is read")
    }

    /// The row of a fire time.
    pub(super) async fn row(&self, time: DateTime<Utc>) -> RunRecord {
        let mut rows = self.history().await;
        rows.retain(|row| row.times.first == time);
        assert_eq!(rows.len(), 1, "rows of {time}: {rows:?}");
        rows.remove(0)
    }
}

/// Of a run that is to start.
pub(super) fn ticket(advanced: Advanced) -> RunTicket {
    match advanced {
        Advanced::Run(Some(ticket)) => ticket,
        other => panic!("a run should start, with a ticket: {other:?}"),
    }
}
