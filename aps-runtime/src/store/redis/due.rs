//! What is due, and when the next job is.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::fault::Fault;
use super::job_row::{JobRow, ReadJob};
use super::scripts;
use super::stamp::instant;
use super::store::Store;
use crate::store::{Due, Room, StoreError};

/// How many a script gives.
const MOST: usize = 500;

#[derive(Serialize)]
struct Body<'a> {
    limit: usize,
    rooms: HashMap<&'a str, usize>,
}

pub(super) fn rooms(rooms: &[Room]) -> HashMap<&str, usize> {
    rooms.iter().map(|room| (&*room.executor, room.runs.min(1 << 30))).collect()
}

impl Store {
    pub(super) async fn due_jobs(
        &self,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &[Room],
    ) -> Result<Due, StoreError> {
        self.member()?.tell_now(now);
        loop {
            let (now, read) = self.find_due(now, limit, rooms).await?;
            let (mut jobs, mut all_read) = (Vec::with_capacity(read.len()), true);
            for read in read {
                match read.job {
                    Ok(job) => jobs.push(Arc::new(job)),
                    Err(reason) => {
                        self.set_problem(&read.id, &read.queue, &read.revision, &reason).await?;
                        all_read = false;
                    }
                }
            }
            // What was unreadable is out of the way now, and no longer stands before others.
            if all_read || !jobs.is_empty() {
                jobs.sort_by_cached_key(|job| job.due_time());
                return Ok(Due::by(now, jobs));
            }
        }
    }

    async fn find_due(
        &self,
        now: DateTime<Utc>,
        limit: usize,
        full: &[Room],
    ) -> Result<(DateTime<Utc>, Vec<ReadJob>), StoreError> {
        let body = Body { limit: limit.min(MOST), rooms: rooms(full) };
        let (ms, ns, rows): (String, String, Vec<JobRow>) = self.call(&scripts::DUE, Some(now), body).await?;
        Ok((time(&ms, &ns)?, rows.into_iter().map(ReadJob::of).collect()))
    }

    pub(super) async fn next_run_time(&self, full: &[Room]) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.member()?;
        let body = Body { limit: 0, rooms: rooms(full) };
        let next: Vec<String> = self.call(&scripts::NEXT_DUE, None, body).await?;
        match next.as_slice() {
            [ms, ns] => Ok(Some(time(ms, ns)?)),
            _ => Ok(None),
        }
    }
}

pub(super) fn time(ms: &str, ns: &str) -> Result<DateTime<Utc>, Fault> {
    instant(ms, ns).ok_or_else(|| Fault::new("Redis has a number that is no instant"))
}
