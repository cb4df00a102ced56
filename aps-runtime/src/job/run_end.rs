use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{JobError, JobErrorKind, JobId, JobResult};

/// How a node identifies a run of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunTicket {
    /// A number that no other run of the node has.
    pub token: u64,
    /// Grows each time that the run is taken from a node.
    pub fence: u64,
}

/// That a fire time of a run has come to its end.
#[derive(Clone, PartialEq)]
pub struct RunEnd {
    /// The job.
    pub job_id: JobId,
    /// Of the run. It stays the same when the run goes on to its next fire time.
    pub ticket: RunTicket,
    /// The fire time; or the first, if it is the end of several.
    pub scheduled_run_time: DateTime<Utc>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// The text of the error, if there was one.
    pub error: Option<Arc<str>>,
    /// What the function returned, if that was [`Json`](crate::Json).
    pub result: Option<Arc<Value>>,
    /// How many attempts were begun.
    pub attempts: u32,
    /// When the last of them began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// The fire time with which the run goes on. If it is `None`, this was the last one, or
    /// the end of all that were left.
    pub goes_on: Option<DateTime<Utc>>,
}

impl RunEnd {
    pub(crate) fn new(
        job_id: JobId,
        ticket: RunTicket,
        scheduled_run_time: DateTime<Utc>,
        ended_at: DateTime<Utc>,
    ) -> Self {
        RunEnd {
            job_id,
            ticket,
            scheduled_run_time,
            outcome: RunOutcome::Executed,
            error: None,
            result: None,
            attempts: 0,
            started_at: None,
            ended_at,
            goes_on: None,
        }
    }

    /// It is the outcome of the last attempt.
    pub(crate) fn is_of(&mut self, result: &JobResult, attempts: u32, began: Option<DateTime<Utc>>) {
        match result {
            Ok(output) => {
                (self.attempts, self.started_at) = (attempts, began);
                self.result = output.clone().into_json();
            }
            Err(error) => self.is_error(error, attempts, began),
        }
    }

    pub(crate) fn is_error(&mut self, error: &JobError, attempts: u32, began: Option<DateTime<Utc>>) {
        self.outcome = match error.kind() {
            JobErrorKind::Cancelled => RunOutcome::Cancelled,
            _ => RunOutcome::Failed,
        };
        (self.attempts, self.started_at) = (attempts, began);
        self.error = Some(error.to_string().into());
    }
}

/// Without the result, which may be a secret.
impl fmt::Debug for RunEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut end = f.debug_struct("RunEnd");
        end.field("job_id", &self.job_id).field("scheduled_run_time", &self.scheduled_run_time);
        end.field("ticket", &self.ticket).field("outcome", &self.outcome).field("goes_on", &self.goes_on);
        end.finish_non_exhaustive()
    }
}

/// What becomes of a fire time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunOutcome {
    /// Its run is under way, or waits in its executor.
    Running,
    /// Its node is dead or was shut down, and another one is to run it again. As the end of a
    /// run: this node leaves it to others.
    Pending,
    /// Ended well.
    Executed,
    /// Ended with an error.
    Failed,
    /// Was cancelled, or given up at a shutdown.
    Cancelled,
    /// Would have been later than the `misfire_grace_time`.
    Missed,
    /// `max_instances` runs were under way.
    Skipped,
    /// Was rolled into a later one.
    Coalesced,
    /// Its node is dead, or has lost its lease; it may have been run in part.
    Abandoned,
}

impl RunOutcome {
    const ALL: [RunOutcome; 9] = [
        RunOutcome::Running,
        RunOutcome::Pending,
        RunOutcome::Executed,
        RunOutcome::Failed,
        RunOutcome::Cancelled,
        RunOutcome::Missed,
        RunOutcome::Skipped,
        RunOutcome::Coalesced,
        RunOutcome::Abandoned,
    ];

    /// As stores write it, and as it is [shown](fmt::Display): in lower case.
    ///
    /// ```
    /// use aps_runtime::RunOutcome;
    ///
    /// assert_eq!(RunOutcome::Executed.as_str(), "executed");
    /// assert_eq!(RunOutcome::of_name("skipped"), Some(RunOutcome::Skipped));
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            RunOutcome::Running => "running",
            RunOutcome::Pending => "pending",
            RunOutcome::Executed => "executed",
            RunOutcome::Failed => "failed",
            RunOutcome::Cancelled => "cancelled",
            RunOutcome::Missed => "missed",
            RunOutcome::Skipped => "skipped",
            RunOutcome::Coalesced => "coalesced",
            RunOutcome::Abandoned => "abandoned",
        }
    }

    /// The outcome that is written like this, if there is one.
    pub fn of_name(name: &str) -> Option<Self> {
        RunOutcome::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

impl fmt::Display for RunOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
