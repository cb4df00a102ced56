//! How many runs of a job are under way.

use std::collections::HashMap;

use mongodb::bson::doc;

use super::migrate::LIVE;
use super::store::{Member, Store};
use crate::store::StoreError;

/// Which slots of jobs are taken. It is a guess: the index over job and slot is the judge. While that has found no
/// fault with it, nobody looks at all.
#[derive(Debug, Default)]
pub(super) struct Slots(HashMap<String, Vec<i64>>);

impl Slots {
    /// The lowest that is free, if as many runs as may be are not under way.
    pub(super) fn take(&mut self, job_id: &str, max_instances: i64) -> Option<i64> {
        let taken = self.0.entry(job_id.to_owned()).or_default();
        if i64::try_from(taken.len()).unwrap_or(i64::MAX) >= max_instances {
            return None;
        }
        let slot = (0..max_instances).find(|slot| !taken.contains(slot))?;
        taken.push(slot);
        Some(slot)
    }
}

impl Store {
    /// All free, unless runs of jobs have been under way beside each other lately.
    pub(super) async fn likely_slots(
        &self,
        member: &Member,
        job_ids: Vec<&str>,
    ) -> Result<Slots, StoreError> {
        if !member.expects_overlaps() {
            return Ok(Slots::default());
        }
        let slots = self.slots(job_ids).await?;
        member.expect_overlaps(!slots.0.is_empty());
        Ok(slots)
    }

    pub(super) async fn slots(&self, job_ids: Vec<&str>) -> Result<Slots, StoreError> {
        let mut slots = Slots::default();
        let pipeline = vec![
            doc! {"$match": {"job_id": {"$in": job_ids}, "state": "running"}},
            doc! {"$project": {"_id": 0, "job_id": 1, "slot": 1}},
        ];
        for run in self.aggregate(&self.names.runs, pipeline, Some(LIVE)).await? {
            if let (Ok(job_id), Ok(slot)) = (run.get_str("job_id"), run.get_i64("slot")) {
                slots.0.entry(job_id.to_owned()).or_default().push(slot);
            }
        }
        Ok(slots)
    }
}
