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
    shards: [HashTable<Stored>; SHARDS],
    hasher: RandomState,
}

/// With its hash, which serves for the shard and for the place in it. When a table moves,
/// it need not go and see each record, which of a million are seldom near.
#[derive(Debug)]
struct Stored {
    hash: u64,
    job: Arc<JobRecord>,
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
        let is_same = |stored: &Stored| stored.has(hash, &job.id);
        match self.shards[shard(hash)].entry(hash, is_same, |stored| stored.hash) {
            Entry::Occupied(_) => Err(job.id.clone()),
            Entry::Vacant(place) => {
                place.insert(Stored { hash, job });
                Ok(())
            }
        }
    }

    /// Puts a job in the place of the one that has its id.
    pub(super) fn replace(&mut self, job: Arc<JobRecord>) {
        if let Some(mut place) = self.find(&job.id) {
            place.get_mut().job = job;
        }
    }

    pub(super) fn remove(&mut self, id: &JobId) -> Option<Arc<JobRecord>> {
        self.find(id).map(|place| place.remove().0.job)
    }

    pub(super) fn get(&self, id: &JobId) -> Option<&Arc<JobRecord>> {
        let hash = self.hasher.hash_one(id);
        self.shards[shard(hash)].find(hash, |stored| stored.has(hash, id)).map(|stored| &stored.job)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<JobRecord>> {
        self.shards.iter().flatten().map(|stored| &stored.job)
    }

    fn find(&mut self, id: &JobId) -> Option<OccupiedEntry<'_, Stored>> {
        let hash = self.hasher.hash_one(id);
        self.shards[shard(hash)].find_entry(hash, |stored| stored.has(hash, id)).ok()
    }
}

impl Stored {
    fn has(&self, hash: u64, id: &JobId) -> bool {
        self.hash == hash && self.job.id == *id
    }
}

/// By bits in the middle: a table goes by those at both ends.
fn shard(hash: u64) -> usize {
    (hash >> 32) as usize % SHARDS
}
