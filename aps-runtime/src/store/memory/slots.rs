use std::sync::Arc;

use crate::job::JobRecord;

/// The jobs of a store, each in a numbered slot that stays its own until it is removed.
#[derive(Debug, Default)]
pub(super) struct Slots {
    jobs: Vec<Option<Arc<JobRecord>>>,
    /// Those that jobs have left; the last is taken first.
    free: Vec<Slot>,
}

/// Where a job is: half as large as a pointer, and it touches no record to compare two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot(u32);

impl Slots {
    /// Where the job is from now on. `None` if there are four thousand million jobs.
    pub(super) fn add(&mut self, job: Arc<JobRecord>) -> Option<(Slot, &Arc<JobRecord>)> {
        let slot = if let Some(slot) = self.free.pop() {
            slot
        } else {
            let slot = u32::try_from(self.jobs.len()).ok().map(Slot)?;
            self.jobs.push(None);
            slot
        };
        Some((slot, self.jobs.get_mut(slot.index())?.insert(job)))
    }

    pub(super) fn get(&self, slot: Slot) -> Option<&Arc<JobRecord>> {
        self.jobs.get(slot.index())?.as_ref()
    }

    /// Puts a job there; the one that was there before.
    pub(super) fn put(&mut self, slot: Slot, job: Arc<JobRecord>) -> Option<Arc<JobRecord>> {
        self.jobs.get_mut(slot.index())?.replace(job)
    }

    pub(super) fn take(&mut self, slot: Slot) -> Option<Arc<JobRecord>> {
        let job = self.jobs.get_mut(slot.index())?.take()?;
        self.free.push(slot);
        Some(job)
    }

    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<JobRecord>> {
        self.jobs.iter().flatten()
    }
}

impl Slot {
    pub(super) const LAST: Slot = Slot(u32::MAX);

    pub(super) fn from_number(number: u32) -> Self {
        Slot(number)
    }

    pub(super) fn number(self) -> u32 {
        self.0
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}
