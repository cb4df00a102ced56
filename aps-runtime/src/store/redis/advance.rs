//! Moving jobs on, and writing down what becomes of the fire times that they leave behind.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::fault::Fault;
use super::job_row::{queue, snapshot};
use super::scripts;
use super::stamp::Stamp;
use super::store::{Member, Store};
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobRecord, OnNodeLoss, RunTicket};
use crate::store::{Advance, Advanced, Fires as Fire, StoreError};

/// How many jobs a script moves on.
const MOST: usize = 500;

#[derive(Serialize)]
struct Body<'a> {
    moves: &'a [Move<'a>],
    /// See [`Member::last_number`].
    known: u64,
}

#[derive(Serialize)]
struct Move<'a> {
    id: &'a str,
    /// As it was read; not of a run beside the schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fires: Option<Fires>,
    token: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    manual: bool,
}

#[derive(Serialize)]
struct Next {
    revision: String,
    run: RunTime,
    #[serde(flatten)]
    due: Stamp,
    is_due: bool,
}

#[derive(Serialize)]
struct Fires {
    run: Times,
    at_ms: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    coalesced: Option<Times>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    refused: bool,
    max_instances: u32,
    /// Only of a run that may be run again.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<String>,
}

#[derive(Serialize)]
struct Times {
    at: RunTime,
    through: RunTime,
}

impl From<Span> for Times {
    fn from(Span { first, through }: Span) -> Self {
        Times { at: RunTime(first), through: RunTime(through) }
    }
}

impl Store {
    pub(super) async fn advance_jobs(&self, advances: &[Advance]) -> Result<Vec<Advanced>, StoreError> {
        let member = self.member()?;
        let first = self.tokens(advances.len());
        let moves = (first..).zip(advances).map(|(token, advance)| Move::on(advance, token));
        let moves: Vec<_> = moves.collect::<Result<_, _>>()?;
        // "With an error none is written": the scheduler's batches are no longer than this.
        let [moves] = *moves.chunks(MOST).collect::<Vec<_>>() else {
            return match advances.len() {
                0 => Ok(Vec::new()),
                _ => Err(Fault::new(format!("more than {MOST} jobs cannot be moved on in one step")).into()),
            };
        };
        let now = member.last_now();
        let answer = self.advance(&member, moves, now).await?;
        read(&answer, first, advances.len())
    }

    async fn advance(
        &self,
        member: &Member,
        moves: &[Move<'_>],
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let body = Body { moves, known: member.last_number() };
        let answer = self.write(&self.claims, &scripts::ADVANCE, Some(now), body).await?;
        Ok(member.was_told(&answer)?.to_owned())
    }

    pub(super) async fn start_run(
        &self,
        job: &Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Advanced, StoreError> {
        let (member, token) = (self.member()?, self.tokens(1));
        let fire = Fire { run: Span { first: at, through: at }, coalesced: None, refused: false };
        let run = Move {
            id: job.id.as_str(),
            revision: None,
            next: None,
            fires: Some(Fires::new(job, fire)?),
            token: token.to_string(),
            manual: true,
        };
        let answer = self.advance(&member, &[run], now).await?;
        Ok(read(&answer, token, 1)?.first().copied().unwrap_or(Advanced::Refused))
    }
}

impl<'a> Move<'a> {
    fn on(Advance { job, next_run_time, fires }: &'a Advance, token: u64) -> Result<Self, StoreError> {
        let next = next_run_time.map(|time| Next {
            revision: (job.revision + 1).to_string(),
            run: RunTime(time),
            due: job.due_time_of(time).into(),
            is_due: !job.paused,
        });
        Ok(Move {
            id: job.id.as_str(),
            revision: Some(job.revision.to_string()),
            next,
            fires: fires.map(|fire| Fires::new(job, fire)).transpose()?,
            token: token.to_string(),
            manual: false,
        })
    }
}

impl Fires {
    fn new(job: &JobRecord, Fire { run, coalesced, refused }: Fire) -> Result<Self, StoreError> {
        let is_kept = job.settings.on_node_loss == OnNodeLoss::Rerun && !refused;
        let Stamp { ms: at_ms, .. } = run.first.into();
        Ok(Fires {
            run: run.into(),
            at_ms,
            coalesced: coalesced.map(Times::from),
            refused,
            max_instances: job.settings.max_instances.get(),
            job: is_kept.then(|| snapshot(job)).transpose()?,
            queue: is_kept.then(|| queue(job)),
        })
    }
}

/// The fence and a letter for each.
fn read(answer: &str, first_token: u64, expected: usize) -> Result<Vec<Advanced>, StoreError> {
    let wrong = Fault::wrong_answer;
    let (fence, letters) = answer.split_once(':').ok_or_else(wrong)?;
    let fence = fence.parse().map_err(|_| wrong())?;
    let outcome = |(token, letter)| match letter {
        'R' => Ok(Advanced::Run(Some(RunTicket { token, fence }))),
        'N' => Ok(Advanced::Run(None)),
        'F' => Ok(Advanced::Refused),
        'S' => Ok(Advanced::Stale),
        _ => Err(wrong()),
    };
    let advanced = (first_token..).zip(letters.chars()).map(outcome).collect::<Result<Vec<_>, _>>()?;
    if advanced.len() == expected { Ok(advanced) } else { Err(wrong().into()) }
}
