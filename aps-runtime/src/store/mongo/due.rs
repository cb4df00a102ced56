//! What is due, and when the next job is.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mongodb::bson::{Document, RawDocument, doc};

use super::job_document::ReadJob;
use super::migrate::DUE;
use super::slices::GRACE;
use super::store::{Member, Store, micros};
use crate::clock::{Clock, SystemClock};
use crate::job::JobId;
use crate::store::written::instant;
use crate::store::{Due, Hold, Room, StoreError};

/// What is kept between finding jobs and moving them on.
pub(super) struct Held {
    pub(super) now: DateTime<Utc>,
    pub(super) generations: HashMap<JobId, i64>,
}

/// Of so many kinds at once are jobs found by an index; of more kinds those that are due for longest are
/// found first.
const MOST_KINDS: usize = 100;

/// Jobs that are alike in who may run them, and when the first of them is due.
struct Kind {
    key: Document,
    due: i64,
}

impl Store {
    pub(super) async fn due_jobs(
        &self,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &[Room],
    ) -> Result<Due, StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        loop {
            let now = self.time(Some(&member.node), now).await?;
            let (due, unreadable) = self.find_due(&member, now, limit, rooms).await?;
            // Each is taken out of the way, and then the next ones are found.
            if unreadable.is_empty() {
                return Ok(due);
            }
            self.set_problems(&unreadable).await?;
        }
    }

    async fn find_due(
        &self,
        member: &Member,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &[Room],
    ) -> Result<(Due, Vec<ReadJob>), StoreError> {
        let mut kinds = self.kinds(member, rooms).await?;
        kinds.retain(|kind| kind.due <= now.timestamp_micros());
        kinds.sort_by_key(|kind| kind.due);
        kinds.truncate(MOST_KINDS);
        let kinds: Vec<_> = kinds.into_iter().map(|kind| kind.key).collect();
        let (mut jobs, mut generations, mut unreadable) = (Vec::new(), HashMap::new(), Vec::new());
        if !kinds.is_empty() {
            for ReadJob { id, key, revision, generation, job } in
                self.first_due(member, kinds, now, limit).await?
            {
                match job {
                    Ok(job) => {
                        generations.insert(job.id.clone(), generation);
                        jobs.push(Arc::new(job));
                    }
                    job => unreadable.push(ReadJob { id, key, revision, generation, job }),
                }
            }
        }
        jobs.sort_by_key(|job| job.due_time());
        let hold = Hold::new(Held { now, generations });
        Ok((Due { jobs, now, hold }, unreadable))
    }

    /// Its own first, then what others have left lying.
    async fn first_due(
        &self,
        member: &Member,
        kinds: Vec<Document>,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<ReadJob>, StoreError> {
        let (share, now) = (member.share(), now.timestamp_micros());
        let filter = |until: i64| {
            let locked = member.left_alone(SystemClock.elapsed());
            let mut filter = doc! {"kind": {"$in": &kinds}, "due_us": {"$lte": until}};
            filter.extend((!locked.is_empty()).then(|| ("_id".to_owned(), doc! {"$nin": locked}.into())));
            filter
        };
        if share.is_all() {
            return self.read_due(filter(now), limit).await;
        }
        let mut own = filter(now);
        own.insert("slice", doc! {"$in": share.slices()});
        let mut found = self.read_due(own, limit).await?;
        if found.len() < limit {
            let mut others = filter(now.saturating_sub(micros(GRACE)));
            others.insert("slice", doc! {"$nin": share.slices()});
            found.append(&mut self.read_due(others, limit - found.len()).await?);
        }
        Ok(found)
    }

    async fn read_due(&self, filter: Document, limit: usize) -> Result<Vec<ReadJob>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self.find(&self.names.jobs, filter, doc! {}, doc! {"due_us": 1}, Some(limit)).await?;
        Ok(found.iter().map(|document| ReadJob::of(document)).collect())
    }

    /// The kinds of jobs that this node may run now. An index gives the first of each kind, and leaps
    /// over the rest: so it does not matter how many jobs there are.
    async fn kinds(&self, member: &Member, rooms: &[Room]) -> Result<Vec<Kind>, StoreError> {
        let pipeline = vec![
            doc! {"$sort": {"kind": 1, "due_us": 1}},
            doc! {"$group": {"_id": "$kind", "due": {"$first": "$due_us"}}},
        ];
        let found = self.aggregate(&self.names.jobs, pipeline, Some(DUE)).await?;
        Ok(found.iter().filter_map(|kind| Kind::of(kind, member, rooms)).collect())
    }

    pub(super) async fn next_run_time(&self, rooms: &[Room]) -> Result<Option<DateTime<Utc>>, StoreError> {
        let member = self.member()?;
        let kinds = self.kinds(&member, rooms).await?;
        let Some(first) = kinds.iter().map(|kind| kind.due).min() else { return Ok(None) };
        if member.share().is_all() {
            return Ok(Some(instant(first)));
        }
        let now = self.time(Some(&member.node), member.last_now()).await?.timestamp_micros();
        // What is not due yet may be anybody's, and so may what is overdue.
        if first > now || first.saturating_add(micros(GRACE)) <= now {
            return Ok(Some(instant(first)));
        }
        self.next_of_share(&member, kinds, now).await
    }

    /// The first job of its own, or the first of others when it is overdue.
    async fn next_of_share(
        &self,
        member: &Member,
        kinds: Vec<Kind>,
        now: i64,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let others = kinds.iter().map(|kind| kind.due).min().map(|due| due.saturating_add(micros(GRACE)));
        let later = kinds.iter().map(|kind| kind.due).filter(|due| *due > now).min();
        let kinds: Vec<_> = kinds.into_iter().filter(|kind| kind.due <= now).map(|kind| kind.key).collect();
        let filter = doc! {
            "kind": {"$in": kinds},
            "due_us": {"$gte": i64::MIN},
            "slice": {"$in": member.share().slices()},
        };
        let (fields, order) = (doc! {"_id": 0, "due_us": 1}, doc! {"due_us": 1});
        let own = self.find(&self.names.jobs, filter, fields, order, Some(1)).await?;
        let own = own.first().and_then(|job| job.get_i64("due_us").ok());
        Ok(own.into_iter().chain(later).chain(others).min().map(instant))
    }
}

impl Kind {
    fn of(document: &RawDocument, member: &Member, rooms: &[Room]) -> Option<Self> {
        let key = Document::try_from(document.get_document("_id").ok()?).ok()?;
        let (function, executor) = (key.get_str("function").ok()?, key.get_str("executor").ok()?);
        let is_here = member.functions.contains(function);
        let has_room = !rooms.iter().any(|room| room.is_full() && *room.executor == *executor);
        let due = document.get_i64("due").ok()?;
        (is_here && has_room).then_some(Kind { key, due })
    }
}
