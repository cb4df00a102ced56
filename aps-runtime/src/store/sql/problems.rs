//! Jobs that cannot be read: they are kept, and not run.

use std::sync::PoisonError;
use std::time::Duration;

use super::database::Session;
use super::job_row::{ReadJob, due};
use super::rows::text_of;
use super::store::{Member, SqlStore};
use crate::clock::{Clock, SystemClock};
use crate::store::StoreError;

/// How long the reason may be.
const LONGEST: usize = 1_000;

/// How many jobs are looked at in one step, and for how long in all.
const PAGE: usize = 1_000;
const LONGEST_LOOK: Duration = Duration::from_secs(1);

impl SqlStore {
    /// They are not found again among those that are due.
    pub(super) async fn set_problems(&self, unreadable: &[ReadJob]) -> Result<(), StoreError> {
        let mut session = self.begin().await?;
        for ReadJob { id, revision, job } in unreadable {
            let Err(reason) = job else { continue };
            let problem = text_of(reason, LONGEST);
            let values = [
                ("id", id.as_str().into()),
                ("revision", (*revision).into()),
                ("problem", problem.as_str().into()),
            ];
            session.execute(&self.statements.set_problem, &values).await?;
        }
        Ok(session.commit().await?)
    }

    /// This program may be able to read what another could not.
    pub(super) async fn look_at_problems_again(&self, session: &mut dyn Session) -> Result<(), StoreError> {
        for row in session.rows(&self.statements.problems, &[]).await? {
            let ReadJob { id, revision, job } = ReadJob::of(&row)?;
            let Ok(job) = job else { continue };
            let values =
                [("id", id.as_str().into()), ("revision", revision.into()), ("due", due(&job).into())];
            session.execute(&self.statements.clear_problem, &values).await?;
        }
        Ok(())
    }

    /// Those that are paused or due much later would not be found out otherwise until then.
    pub(super) async fn look_for_problems(&self) -> Result<(), StoreError> {
        let (began, mut last) = (SystemClock.elapsed(), String::new());
        loop {
            let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
            let values = [("id", last.as_str().into()), ("most", most.into())];
            let rows = self.read().await?.rows(&self.statements.sound_jobs, &values).await?;
            let jobs = rows.iter().map(ReadJob::of).collect::<Result<Vec<_>, _>>()?;
            let Some(id) = jobs.last().map(|job| job.id.clone()) else { return Ok(()) };
            let unreadable: Vec<_> = jobs.into_iter().filter(|read| read.job.is_err()).collect();
            if !unreadable.is_empty() {
                self.set_problems(&unreadable).await?;
            }
            if rows.len() < PAGE || SystemClock.elapsed().saturating_sub(began) > LONGEST_LOOK {
                return Ok(());
            }
            last = id;
        }
    }

    /// Those that this node has not been told of yet.
    pub(super) async fn new_problems(&self, member: &Member) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.read().await?.rows(&self.statements.told_problems, &[]).await?;
        let mut told = member.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mut problems = Vec::new();
        for row in &rows {
            let (id, problem) = (row.text(0)?, row.text(1)?);
            if told.insert(id.to_owned()) {
                problems.push((id.to_owned(), problem.to_owned()));
            }
        }
        Ok(problems)
    }
}
