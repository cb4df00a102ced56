//! How runs end, and go on to their next fire time.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use mongodb::bson::{Document, RawDocument, doc};

use super::claim::expect;
use super::connect::PATIENCE;
use super::fault::is_passing;
use super::jobs::Pause;
use super::migrate::OWN;
use super::rows::{Table, row};
use super::run_document::{End, Run, Snapshot, key, time};
use super::store::{Member, Store};
use super::transaction::{Transaction, written};
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{RunEnd, RunOutcome, RunTicket};
use crate::store::ledger::{self, Ledger, is_last};
use crate::store::{StoreError, Written};

/// A run of this node, at one of its fire times.
#[derive(Debug, Clone)]
struct OwnRun {
    generation: i64,
    through: DateTime<Utc>,
    is_manual: bool,
    is_running: bool,
    slot: Option<i64>,
    snapshot: Option<Snapshot>,
}

impl Store {
    pub(super) async fn end_runs(&self, ends: &[RunEnd]) -> Result<Vec<Written>, StoreError> {
        if ends.is_empty() {
            return Ok(Vec::new());
        }
        let member = self.member()?;
        if are_last(ends) && self.end_last(&member, ends).await? {
            return Ok(vec![Written::Done; ends.len()]);
        }
        let mut pause = Pause::default();
        loop {
            match self.end_each(&member, ends).await {
                Err(error) if is_passing(&error) && pause.is_short() => pause.make().await,
                written => return written,
            }
        }
    }

    /// In one command, without a look at what is there; whether all were still this node's.
    async fn end_last(&self, member: &Member, ends: &[RunEnd]) -> Result<bool, StoreError> {
        let connection = self.connection()?;
        // The index has only what has a token.
        let own = doc! {"node": &*member.node.id, "state": "running", "$and": [{"token": {"$gt": 0}}]};
        let table = Table { key: "token", index: OWN, filter: own, unset: &["slot", "snapshot"] };
        let mut count = 0;
        for update in table.updates(ends.iter().map(last_row).collect()) {
            let write_concern = doc! {"w": "majority", "j": true};
            let command =
                doc! {"update": &self.names.runs, "updates": [update], "writeConcern": write_concern};
            count += written(&connection.run(command).await?)?;
        }
        Ok(expect(count, ends.len()).is_ok())
    }

    async fn end_each(&self, member: &Member, ends: &[RunEnd]) -> Result<Vec<Written>, StoreError> {
        let mut transaction = Transaction::begin(&self.connection()?).await?;
        let tokens: Vec<_> = ends.iter().map(|end| end.ticket.token.cast_signed()).collect();
        let own = doc! {"node": &*member.node.id, "token": {"$in": tokens, "$gt": 0}};
        let found = transaction.find(&self.names.runs, own, doc! {}, OWN).await?;
        let found = found.iter().map(|run| OwnRun::of(run)).collect::<Result<HashMap<_, _>, _>>()?;
        let mut ledger = Ledger::new();
        let written = ends.iter().map(|end| ledger.end(end, found.get(&key_of(end)).cloned())).collect();
        let (ended, added) = ledger.close();
        let expected = ended.len();
        expect(transaction.update(&self.names.runs, ended).await?, expected)?;
        let added = added.iter().map(|run| run.document(&member.node)).collect();
        transaction.insert(&self.names.runs, added).await?;
        transaction.commit(PATIENCE).await?;
        Ok(written)
    }
}

fn last_row(end: &RunEnd) -> Document {
    let own = doc! {
        "job_id": end.job_id.as_str(),
        "scheduled_at": RunTime(end.scheduled_run_time).to_string(),
        "fence": end.ticket.fence.cast_signed(),
    };
    row(end.ticket.token.cast_signed(), own, End::of(end, false).fields())
}

/// Whether each is the last of its run, and there is nothing to be looked up.
fn are_last(ends: &[RunEnd]) -> bool {
    let mut told = HashSet::new();
    ends.iter().all(|end| is_last(end) && told.insert((end.job_id.as_str(), end.ticket)))
}

/// By which the run of an end is found.
type OwnKey = (String, RunTicket, DateTime<Utc>);

fn key_of(end: &RunEnd) -> OwnKey {
    (end.job_id.as_str().to_owned(), end.ticket, end.scheduled_run_time)
}

impl OwnRun {
    fn of(document: &RawDocument) -> Result<(OwnKey, Self), super::fault::Fault> {
        let ticket = RunTicket {
            token: document.get_i64("token")?.cast_unsigned(),
            fence: document.get_i64("fence")?.cast_unsigned(),
        };
        let snapshot = document.get("snapshot")?.and_then(mongodb::bson::RawBsonRef::as_document);
        let run = OwnRun {
            generation: document.get_document("_id")?.get_i64("generation")?,
            through: time(document.get_str("through_at")?)?,
            is_manual: document.get_bool("manual")?,
            is_running: document.get_str("state")? == "running",
            slot: document.get_i64("slot").ok(),
            snapshot: snapshot.map(Snapshot::read).transpose()?,
        };
        let key = (document.get_str("job_id")?.to_owned(), ticket, time(document.get_str("scheduled_at")?)?);
        Ok((key, run))
    }
}

impl ledger::OwnRun for OwnRun {
    type Ended = Document;
    type Added = Run;

    fn is_running(&self) -> bool {
        self.is_running
    }

    fn through(&self) -> DateTime<Utc> {
        self.through
    }

    fn ended(&self, end: &RunEnd) -> Document {
        let what = End::of(end, self.snapshot.is_some());
        let is_pending = what.outcome == RunOutcome::Pending;
        let mut fields = what.fields();
        fields.insert("through_at", RunTime(self.end_of(end)).to_string());
        // What waits keeps its job for whoever takes it up, and its node, which may say this once more.
        let unset = if is_pending {
            doc! {"slot": ""}
        } else {
            doc! {"slot": "", "snapshot": ""}
        };
        let id = key(end.job_id.as_str(), end.scheduled_run_time, self.generation);
        doc! {"q": {"_id": id, "state": "running"}, "u": {"$set": fields, "$unset": unset}}
    }

    fn added(&self, end: &RunEnd) -> Run {
        let times = Span { first: end.scheduled_run_time, through: self.end_of(end) };
        let what = End::of(end, self.snapshot.is_some());
        let snapshot = self.snapshot.clone().filter(|_| what.outcome == RunOutcome::Pending);
        let run = Run::new(end.job_id.as_str(), times, self.generation, what);
        Run { is_manual: self.is_manual, ticket: end.ticket, snapshot, ..run }
    }
    fn rest(self, job_id: &str, ticket: RunTicket, from: DateTime<Utc>) -> Run {
        let times = Span { first: from, through: self.through };
        let rest = Run::new(job_id, times, self.generation, End::running());
        Run { is_manual: self.is_manual, slot: self.slot, ticket, snapshot: self.snapshot, ..rest }
    }
}
