use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::slots::{Slot, Slots};
use crate::job::{JobId, JobRecord};
use crate::store::StoreError;

/// Jobs by their id.
///
/// They are in many small tables. One that is full moves to a larger one, and nothing fires
/// meanwhile: a single table of a million jobs would take a fifth of a second for that.
#[derive(Debug)]
pub(super) struct ById {
    shards: [HashTable<Stored>; SHARDS],
    /// Seeded anew for each store: ids may be chosen by people who mean ill.
    hasher: DefaultHashBuilder,
    slots: Slots,
}

/// With its hash, which serves for the shard and for the place in it. When a table moves,
/// it need not go and see each record, which of a million are seldom near.
#[derive(Debug)]
struct Stored {
    hash: Hash,
    slot: Slot,
}

/// Half of what the hasher gives, which is enough to tell jobs apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hash(u32);

const SHARDS: usize = 64;

impl Default for ById {
    fn default() -> Self {
        let shards = std::array::from_fn(|_| HashTable::new());
        ById { shards, hasher: DefaultHashBuilder::default(), slots: Slots::default() }
    }
}

impl ById {
    pub(super) fn add(&mut self, job: Arc<JobRecord>) -> Result<(Slot, &Arc<JobRecord>), StoreError> {
        let (hash, slots) = (Hash::of(&job.id, &self.hasher), &mut self.slots);
        let is_same = |stored: &Stored| stored.has(hash, &job.id, slots);
        match self.shards[hash.shard()].entry(hash.full(), is_same, |stored| stored.hash.full()) {
            Entry::Occupied(_) => Err(StoreError::ConflictingId(job.id.clone())),
            Entry::Vacant(place) => {
                let (slot, job) = slots.add(job).ok_or_else(|| StoreError::Failed("it is full".into()))?;
                place.insert(Stored { hash, slot });
                Ok((slot, job))
            }
        }
    }

    /// Puts a job in the place of the one that has its id.
    pub(super) fn replace(&mut self, slot: Slot, job: Arc<JobRecord>) {
        self.slots.put(slot, job);
    }

    /// Takes out the job of this id, if it is meant.
    pub(super) fn remove(
        &mut self,
        id: &JobId,
        is_meant: impl Fn(&JobRecord) -> bool,
    ) -> Option<(Slot, Arc<JobRecord>)> {
        let (hash, slots) = (Hash::of(id, &self.hasher), &mut self.slots);
        let is_same = |stored: &Stored| stored.has(hash, id, slots);
        let place = self.shards[hash.shard()].find_entry(hash.full(), is_same).ok()?;
        if !slots.get(place.get().slot).is_some_and(|job| is_meant(job)) {
            return None;
        }
        let slot = place.remove().0.slot;
        Some((slot, slots.take(slot)?))
    }

    pub(super) fn find(&self, id: &JobId) -> Option<(Slot, &Arc<JobRecord>)> {
        let hash = Hash::of(id, &self.hasher);
        let is_same = |stored: &Stored| stored.has(hash, id, &self.slots);
        let slot = self.shards[hash.shard()].find(hash.full(), is_same)?.slot;
        Some((slot, self.slots.get(slot)?))
    }

    pub(super) fn get(&self, id: &JobId) -> Option<&Arc<JobRecord>> {
        self.find(id).map(|(_, job)| job)
    }

    pub(super) fn at(&self, slot: Slot) -> Option<&Arc<JobRecord>> {
        self.slots.get(slot)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<JobRecord>> {
        self.slots.iter()
    }
}

impl Stored {
    fn has(&self, hash: Hash, id: &JobId, slots: &Slots) -> bool {
        self.hash == hash && slots.get(self.slot).is_some_and(|job| job.id == *id)
    }
}

impl Hash {
    fn of(id: &JobId, hasher: &DefaultHashBuilder) -> Self {
        Hash((hasher.hash_one(id) >> 32) as u32)
    }

    /// By bits in the middle: a table goes by those at both ends.
    fn shard(self) -> usize {
        (self.0 >> 19) as usize % SHARDS
    }

    /// As tables want it, with all that is known of it at both ends.
    fn full(self) -> u64 {
        u64::from(self.0) << 32 | u64::from(self.0)
    }
}
