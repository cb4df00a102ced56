//! Runs of dead nodes that are run again.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::due::rooms;
use super::fault::Fault;
use super::job_row::read_snapshot;
use super::run_row::time;
use super::scripts;
use super::store::Store;
use crate::engine::Span;
use crate::job::{JobId, RunEnd, RunOutcome, RunTicket};
use crate::store::{Rerun, Room, StoreError};

/// How many a script takes.
const MOST: usize = 500;

#[derive(Serialize)]
struct Body<'a> {
    limit: usize,
    rooms: HashMap<&'a str, usize>,
    /// The tokens that are given out come after it.
    token: String,
    /// See [`Member::last_number`](super::store::Member::last_number).
    known: u64,
}

/// The job's id, the fire times, the ticket, the attempts, and the job as it was.
type Taken = (String, String, String, String, String, String, String);

impl Store {
    pub(super) async fn take_reruns(
        &self,
        limit: usize,
        full: &[Room],
        now: DateTime<Utc>,
    ) -> Result<Vec<Rerun>, StoreError> {
        let (limit, member) = (limit.min(MOST), self.member()?);
        let (token, known) = (self.tokens(limit + 1).to_string(), member.last_number());
        let body = Body { limit, rooms: rooms(full), token, known };
        let answer = self.write(&self.claims, &scripts::RERUNS, Some(now), body).await?;
        let taken: Vec<Taken> = serde_json::from_str(member.was_told(&answer)?).map_err(Fault::wrong_json)?;
        let (mut reruns, mut unreadable) = (Vec::new(), Vec::new());
        for taken in taken {
            match read(&taken)? {
                (_, _, Ok(rerun)) => reruns.push(rerun),
                (id, (at, ticket), Err(reason)) => unreadable.push(given_up(id, ticket, at, now, &reason)),
            }
        }
        if !unreadable.is_empty() {
            self.end_runs(&unreadable).await?;
        }
        Ok(reruns)
    }
}

type Read = (JobId, (DateTime<Utc>, RunTicket), Result<Rerun, String>);

fn read((id, at, through, token, fence, attempts, job): &Taken) -> Result<Read, Fault> {
    let wrong = || Fault::new("a run that waits is not as it was written");
    let id = JobId::new(id).map_err(|_| wrong())?;
    let times = Span { first: time(at)?, through: time(through)? };
    let ticket =
        RunTicket { token: token.parse().map_err(|_| wrong())?, fence: fence.parse().map_err(|_| wrong())? };
    let rerun = read_snapshot(job, times.first).map(|job| Rerun {
        job: Arc::new(job),
        times,
        ticket,
        attempts: attempts.parse().unwrap_or_default(),
    });
    Ok((id, (times.first, ticket), rerun))
}

/// It was taken, and nobody here can run it.
fn given_up(id: JobId, ticket: RunTicket, at: DateTime<Utc>, now: DateTime<Utc>, reason: &str) -> RunEnd {
    let error = format!("the job as it was cannot be read: {reason}");
    RunEnd { outcome: RunOutcome::Abandoned, error: Some(error.into()), ..RunEnd::new(id, ticket, at, now) }
}
