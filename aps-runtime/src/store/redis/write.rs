//! Writes of which it must be known whether they were made.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use redis::Script;
use serde::Serialize;
use tokio::sync::Mutex;

use super::fault::{Fault, FaultKind};
use super::scripts;
use super::store::{Member, Store};
use crate::clock::{Clock, SystemClock};
use crate::store::StoreError;

/// Writes that follow one another. Each has a number, and leaves that and its answer in one key of the node's, in the same
/// step as all else. Whoever does not get the answer asks for it by another script, which leaves a number as well: what has
/// not arrived by then comes too late, and does nothing.
#[derive(Debug)]
pub(super) struct Lane {
    name: &'static str,
    last_number: Mutex<u64>,
}

impl Lane {
    pub(super) fn new(name: &'static str) -> Self {
        Lane { name, last_number: Mutex::new(0) }
    }
}

#[derive(Serialize)]
struct Numbered<'a, T> {
    lane: &'a str,
    number: u64,
    #[serde(flatten)]
    body: T,
}

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// How often a write is sent of which it is certain that it did not arrive.
const TRIES: usize = 3;

impl Store {
    /// Runs a script that writes: what it answers, even if the connection is lost on the way.
    pub(super) async fn write(
        &self,
        lane: &Lane,
        script: &Script,
        now: Option<DateTime<Utc>>,
        body: impl Serialize,
    ) -> Result<String, StoreError> {
        let member = self.member()?;
        let (name, mut number) = (format!("{}:{}", member.node.id, lane.name), lane.last_number.lock().await);
        let mut tries = 1;
        loop {
            *number += 1;
            let call = Numbered { lane: &name, number: *number, body: &body };
            let fault = match self.call_as(Some(&member.node), script, now, call).await {
                Ok(answer) => return Ok(answer),
                Err(fault) if fault.kind() == FaultKind::Unanswered => fault,
                Err(fault) => return Err(fault.into()),
            };
            let written = *number;
            if let Some(answer) = self.find_out(&member, &name, &mut number, fault).await?.answer_to(written)
            {
                return Ok(answer);
            }
            if tries == TRIES {
                return Err(Fault::new("the connection to Redis is lost time and again").into());
            }
            tries += 1;
        }
    }

    /// Asks until somebody answers, or until the lease has run out in any case.
    async fn find_out(
        &self,
        member: &Arc<Member>,
        lane: &str,
        number: &mut u64,
        mut fault: Fault,
    ) -> Result<LastWrite, StoreError> {
        let (began, mut pause) = (SystemClock.elapsed(), FIRST_PAUSE);
        while SystemClock.elapsed().saturating_sub(began) < self.settings.lease {
            *number += 1;
            let call = Numbered { lane, number: *number, body: () };
            match self.call_as(Some(&member.node), &scripts::FIND_OUT, None, call).await {
                Ok((number, answer)) => return Ok(LastWrite { number, answer }),
                Err(error) => fault = error,
            }
            SystemClock.sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        tracing::warn!(error = %fault, "it is not known whether a write took place: the lease is given up");
        Err(StoreError::LeaseLost)
    }
}

/// What was the last to be written before it was asked.
struct LastWrite {
    number: u64,
    answer: String,
}

impl LastWrite {
    fn answer_to(self, number: u64) -> Option<String> {
        (self.number == number).then_some(self.answer)
    }
}
