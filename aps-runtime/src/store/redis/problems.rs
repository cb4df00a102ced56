//! Jobs that cannot be read: they are kept, and not run.

use serde::Serialize;

use super::job_row::{JobRow, ReadJob, queue};
use super::scripts;
use super::stamp::Stamp;
use super::store::Store;
use crate::job::JobRecord;
use crate::store::written::shortened;
use crate::store::{Node, StoreError};

/// How long the reason may be.
const LONGEST: usize = 1_000;

/// At how many it is looked again.
const MOST: usize = 500;

#[derive(Serialize)]
struct Problem<'a> {
    id: &'a str,
    queue: &'a str,
    revision: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Look {
    limit: usize,
}

#[derive(Serialize)]
struct Readable<'a> {
    id: &'a str,
    revision: &'a str,
    queue: String,
    is_due: bool,
    #[serde(flatten)]
    due: Stamp,
}

impl Store {
    /// It is not found again among those that are due.
    pub(super) async fn set_problem(
        &self,
        id: &str,
        queue: &str,
        revision: &str,
        reason: &str,
    ) -> Result<(), StoreError> {
        let body = Problem { id, queue, revision, reason: shortened(reason, LONGEST) };
        let _one: i64 = self.call(&scripts::SET_PROBLEM, None, body).await?;
        Ok(())
    }

    /// The program of a node that joins may be able to read what another could not.
    pub(super) async fn look_at_problems_again(&self, node: &Node) -> Result<(), StoreError> {
        let node = Some(node);
        let rows: Vec<JobRow> = self.call_as(node, &scripts::PROBLEMS, None, Look { limit: MOST }).await?;
        for read in rows.into_iter().map(ReadJob::of) {
            if let Ok(job) = &read.job {
                let readable = Readable::new(&read, job);
                let _one: i64 = self.call_as(node, &scripts::CLEAR_PROBLEM, None, readable).await?;
            }
        }
        Ok(())
    }
}

impl<'a> Readable<'a> {
    fn new(read: &'a ReadJob, job: &JobRecord) -> Self {
        Readable {
            id: &read.id,
            revision: &read.revision,
            queue: queue(job),
            is_due: !job.paused,
            due: job.due_time().into(),
        }
    }
}
