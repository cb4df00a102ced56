//! Jobs that cannot be read: they are kept, and not run.

use std::sync::PoisonError;

use super::database::Session;
use super::job_row::{ReadJob, due};
use super::rows::text_of;
use super::store::{Member, SqlStore};
use crate::store::StoreError;

/// How long the reason may be.
const LONGEST: usize = 1_000;

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
