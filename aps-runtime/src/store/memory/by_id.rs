use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::{Entry, OccupiedEntry};

use crate::job::{JobId, JobRecord};

/// Jobs by their id.
///
/// They are in many small tables. One that is full moves to a larger one, and nothing fires
/// meanwhile: a single table of a million jobs would take a fifth of a second for that.
#[derive(Debug)]
pub(super) struct ById {
    shards: [HashTable<Arc<JobRecord>>; SHARDS],
    /// An id is hashed once, for the shard and for the place in it; std's sets would hash it
    /// again, and that is the most of what they cost.
    hasher: RandomState,
}

const SHARDS: usize = 64;

impl Default for ById {
    fn default() -> Self {
        ById { shards: std::array::from_fn(|_| HashTable::new()), hasher: RandomState::new() }
    }
}

impl ById {
    /// The job's id, if there is one by it already.
    pub(super) fn add(&mut self, job: Arc<JobRecord>) -> Result<(), JobId> {
        let hash = self.hasher.hash_one(&job.id);
        let rehash = |job: &Arc<JobRecord>| self.hasher.hash_one(&job.id);
        match self.shards[shard(hash)].entry(hash, |other| other.id == job.id, rehash) {
            Entry::Occupied(_) => Err(job.id.clone()),
            Entry::Vacant(place) => {
                place.insert(job);
                Ok(())
            }
        }
    }

    /// Puts a job in the place of the one that has its id.
    pub(super) fn replace(&mut self, job: Arc<JobRecord>) {
        if let Some(mut place) = self.find(&job.id) {
            *place.get_mut() = job;
        }
    }

    pub(super) fn remove(&mut self, id: &JobId) -> Option<Arc<JobRecord>> {
        self.find(id).map(|place| place.remove().0)
    }

    pub(super) fn get(&self, id: &JobId) -> Option<&Arc<JobRecord>> {
        let hash = self.hasher.hash_one(id);
        self.shards[shard(hash)].find(hash, |job| job.id == *id)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<JobRecord>> {
        self.shards.iter().flatten()
    }

    fn find(&mut self, id: &JobId) -> Option<OccupiedEntry<'_, Arc<JobRecord>>> {
        let hash = self.hasher.hash_one(id);
        self.shards[shard(hash)].find_entry(hash, |job| job.id == *id).ok()
    }
}

/// By bits in the middle: a table goes by those at both ends.
#[expect(clippy::cast_possible_truncation, reason = "any of the bits do")]
fn shard(hash: u64) -> usize {
    (hash >> 32) as usize % SHARDS
}
