//! What is due, and when the next job is.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::advance::{Generations, Held};
use super::database::Session;
use super::job_row::ReadJob;
use super::rows::full;
use super::store::SqlStore;
use crate::store::written::instant;
use crate::store::{Due, Hold, Node, Room, StoreError};

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
        let (member, full) = (self.member()?, full(rooms)?);
        member.tell_now(now);
        let holds = self.database.dialect().holds;
        let mut session = if holds { self.begin().await? } else { self.read().await? };
        let known = self.known_now(&member.node, now);
        let values = [
            ("now", known.map(|now| now.timestamp_micros()).into()),
            ("node", (&*member.node.id).into()),
            ("rows", full.as_str().into()),
            ("most", i64::try_from(limit).unwrap_or(i64::MAX).into()),
        ];
        let rows = session.rows(&self.statements.due_jobs, &values).await?;
        let now = match (known, rows.first()) {
            (Some(now), _) => now,
            (None, Some(row)) => instant(row.number(7)?),
            (None, None) => self.time_for(&mut *session, &member.node, now).await?,
        };
        let (mut jobs, mut unreadable) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut generations = Generations::with_capacity(rows.len());
        for row in &rows {
            match ReadJob::of(row)? {
                ReadJob { job: Ok(job), .. } => {
                    generations.insert(job.id.clone(), (job.revision, row.number(6)?));
                    jobs.push(Arc::new(job));
                }
                read => unreadable.push(read),
            }
        }
        let hold = if holds && !jobs.is_empty() {
            Hold::new(Held { session, now, generations })
        } else {
            // Not left to be rolled back: MySQL may have locked the job after those that are due.
            session.commit().await?;
            Hold::default()
        };
        Ok((Due { jobs, now, hold }, unreadable))
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
