//! What is due, and when the next job is.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::advance::{Generations, LockedJobs};
use super::database::{Row, Session};
use super::fault::Fault;
use super::job_row::ReadJob;
use super::rows::full;
use super::store::SqlStore;
use crate::job::JobRecord;
use crate::store::written::instant;
use crate::store::{Due, Hold, Node, Room, StoreError};

/// What is due at this time.
struct Found {
    now: DateTime<Utc>,
    jobs: Vec<Arc<JobRecord>>,
    generations: Generations,
    unreadable: Vec<ReadJob>,
}

impl Found {
    fn of(rows: &[Row], now: DateTime<Utc>) -> Result<Self, Fault> {
        let (jobs, generations) = (Vec::with_capacity(rows.len()), Generations::with_capacity(rows.len()));
        let mut found = Found { now, jobs, generations, unreadable: Vec::new() };
        for row in rows {
            match ReadJob::of(row)? {
                ReadJob { job: Ok(job), .. } => {
                    found.generations.insert(job.id.clone(), (job.revision, row.number(6)?));
                    found.jobs.push(Arc::new(job));
                }
                read => found.unreadable.push(read),
            }
        }
        Ok(found)
    }
}

impl SqlStore {
    pub(super) async fn due_jobs(
        &self,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &[Room],
    ) -> Result<Due, StoreError> {
        loop {
            let (due, unreadable) = self.find_due(now, limit, rooms).await?;
            // Each is taken out of the way, and then the next ones are found.
            if unreadable.is_empty() {
                return Ok(due);
            }
            drop(due);
            self.set_problems(&unreadable).await?;
        }
    }

    async fn find_due(
        &self,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &[Room],
    ) -> Result<(Due, Vec<ReadJob>), StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        if !self.database.dialect().holds {
            let mut session = self.read().await?;
            let Found { now, jobs, unreadable, .. } =
                self.read_due(&mut *session, &member.node, now, limit, rooms).await?;
            return Ok((Due { jobs, now, hold: Hold::default() }, unreadable));
        }
        let mut transaction = self.begin_in_turn().await?;
        let Found { now, jobs, generations, unreadable } =
            self.read_due(&mut *transaction.session, &member.node, now, limit, rooms).await?;
        let hold = if jobs.is_empty() {
            // Not left to be rolled back: MySQL may have locked the job after those that are due.
            transaction.session.commit().await?;
            Hold::default()
        } else {
            Hold::new(LockedJobs { transaction, now, generations })
        };
        Ok((Due { jobs, now, hold }, unreadable))
    }

    async fn read_due(
        &self,
        session: &mut dyn Session,
        node: &Node,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &[Room],
    ) -> Result<Found, StoreError> {
        let (known, full) = (self.known_now(node, now), full(rooms)?);
        let values = [
            ("now", known.map(|now| now.timestamp_micros()).into()),
            ("node", (&*node.id).into()),
            ("rows", full.as_str().into()),
            ("most", i64::try_from(limit).unwrap_or(i64::MAX).into()),
        ];
        let rows = session.rows(&self.statements.due_jobs, &values).await?;
        let now = match (known, rows.first()) {
            (Some(now), _) => now,
            (None, Some(row)) => instant(row.number(7)?),
            (None, None) => self.time_for(session, node, now).await?,
        };
        Ok(Found::of(&rows, now)?)
    }

    /// The time that counts, which is the database's if it has one.
    pub(super) async fn time_for(
        &self,
        session: &mut dyn Session,
        node: &Node,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, StoreError> {
        if let Some(now) = self.known_now(node, now) {
            return Ok(now);
        }
        let rows = session.rows(&self.statements.time, &[("now", None.into())]).await?;
        Ok(rows.first().map_or(Ok(now), |row| row.number(0).map(instant))?)
    }

    pub(super) async fn next_run_time(&self, rooms: &[Room]) -> Result<Option<DateTime<Utc>>, StoreError> {
        let (member, full) = (self.member()?, full(rooms)?);
        let values = [("node", (&*member.node.id).into()), ("rows", full.as_str().into())];
        let rows = self.read().await?.rows(&self.statements.next_due, &values).await?;
        Ok(rows.first().map(|row| row.number(0)).transpose()?.map(instant))
    }
}
