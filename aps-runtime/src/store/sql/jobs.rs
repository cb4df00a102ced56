//! Jobs, one by one and all of them.

use std::sync::Arc;

use super::fault::Fault;
use super::job_row::ReadJob;
use super::store::SqlStore;
use crate::job::{JobId, JobRecord};
use crate::store::StoreError;

impl SqlStore {
    pub(super) async fn job(&self, id: &JobId) -> Result<Option<Arc<JobRecord>>, StoreError> {
        let rows = self.read().await?.rows(&self.statements.job, &[("id", id.as_str().into())]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let job = ReadJob::of(row)?
            .job
            .map_err(|reason| Fault::new(format!("job `{id}` cannot be read: {reason}")))?;
        Ok(Some(Arc::new(job)))
    }

    /// Without those that cannot be read, of which it is told.
    pub(super) async fn jobs(&self) -> Result<Vec<Arc<JobRecord>>, StoreError> {
        let rows = self.read().await?.rows(&self.statements.all_jobs, &[]).await?;
        let mut jobs = Vec::with_capacity(rows.len());
        for row in &rows {
            match ReadJob::of(row)? {
                ReadJob { job: Ok(job), .. } => jobs.push(Arc::new(job)),
                ReadJob { id, job: Err(reason), .. } => {
                    tracing::warn!(job = %id, %reason, "a stored job cannot be read: it is not listed");
                }
            }
        }
        jobs.sort_by(|a, b| a.listing_order().cmp(&b.listing_order()));
        Ok(jobs)
    }
}
