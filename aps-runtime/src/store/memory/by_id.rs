use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

use crate::job::{JobId, JobRecord};

/// Jobs by their id.
///
/// Each on the heap, in one of many small maps. A map that is full moves to a larger
/// one, and nothing fires meanwhile: a single map of a million jobs would take a fifth of
/// a second for that.
#[derive(Debug)]
pub(super) struct ById {
    shards: [HashMap<JobId, Box<JobRecord>>; SHARDS],
    /// Chooses the shard; each map has one of its own.
    hasher: RandomState,
}

const SHARDS: usize = 64;

impl Default for ById {
    fn default() -> Self {
        ById { shards: std::array::from_fn(|_| HashMap::new()), hasher: RandomState::new() }
    }
}

impl ById {
    /// The job's id, if there is one by it already.
    pub(super) fn add(&mut self, job: JobRecord) -> Result<(), JobId> {
        let index = self.shard(&job.id);
        match self.shards[index].entry(job.id.clone()) {
            Entry::Occupied(_) => Err(job.id),
            Entry::Vacant(place) => {
                place.insert(Box::new(job));
                Ok(())
            }
        }
    }

    pub(super) fn remove(&mut self, id: &JobId) -> Option<JobRecord> {
        let index = self.shard(id);
        self.shards[index].remove(id).map(|job| *job)
    }

    pub(super) fn get(&self, id: &JobId) -> Option<&JobRecord> {
        self.shards[self.shard(id)].get(id).map(|job| &**job)
    }

    pub(super) fn get_mut(&mut self, id: &JobId) -> Option<&mut JobRecord> {
        let index = self.shard(id);
        self.shards[index].get_mut(id).map(|job| &mut **job)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &JobRecord> {
        self.shards.iter().flat_map(HashMap::values).map(|job| &**job)
    }

    #[expect(clippy::cast_possible_truncation, reason = "any of the bits do")]
    fn shard(&self, id: &JobId) -> usize {
        self.hasher.hash_one(id) as usize % SHARDS
    }
}
