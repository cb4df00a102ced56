use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::Arc;

use crate::job::{JobId, JobRecord};

/// Jobs by their id.
///
/// They are in many small sets. One that is full moves to a larger one, and nothing fires
/// meanwhile: a single set of a million jobs would take a fifth of a second for that.
#[derive(Debug)]
pub(super) struct ById {
    shards: [HashSet<Stored>; SHARDS],
    /// Chooses the shard; each set has one of its own.
    hasher: RandomState,
}

/// Is found by its id, and equal to whatever has the same.
#[derive(Debug)]
struct Stored(Arc<JobRecord>);

const SHARDS: usize = 64;

impl Default for ById {
    fn default() -> Self {
        ById { shards: std::array::from_fn(|_| HashSet::new()), hasher: RandomState::new() }
    }
}

impl ById {
    /// The job's id, if there is one by it already.
    pub(super) fn add(&mut self, job: Arc<JobRecord>) -> Result<(), JobId> {
        let (index, id) = (self.shard(&job.id), job.id.clone());
        if self.shards[index].insert(Stored(job)) { Ok(()) } else { Err(id) }
    }

    /// Puts a job in the place of the one that has its id.
    pub(super) fn replace(&mut self, job: Arc<JobRecord>) {
        let index = self.shard(&job.id);
        self.shards[index].replace(Stored(job));
    }

    pub(super) fn remove(&mut self, id: &JobId) -> Option<Arc<JobRecord>> {
        let index = self.shard(id);
        self.shards[index].take(id).map(|stored| stored.0)
    }

    pub(super) fn get(&self, id: &JobId) -> Option<&Arc<JobRecord>> {
        self.shards[self.shard(id)].get(id).map(|stored| &stored.0)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<JobRecord>> {
        self.shards.iter().flatten().map(|stored| &stored.0)
    }

    #[expect(clippy::cast_possible_truncation, reason = "any of the bits do")]
    fn shard(&self, id: &JobId) -> usize {
        self.hasher.hash_one(id) as usize % SHARDS
    }
}

impl Borrow<JobId> for Stored {
    fn borrow(&self) -> &JobId {
        &self.0.id
    }
}

impl Hash for Stored {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Stored {}
