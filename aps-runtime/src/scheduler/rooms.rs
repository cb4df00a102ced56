use std::sync::{Arc, PoisonError};

use super::core::Core;
use super::named_store::NamedStore;
use crate::event::Event;
use crate::executor::{Executor, RunObserver};
use crate::job::JobRecord;
use crate::panics::contain;
use crate::store::Room;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// An executor and the alias it goes by.
#[derive(Debug)]
pub(super) struct NamedExecutor {
    pub(super) alias: Arc<str>,
    pub(super) executor: Box<dyn Executor>,
    /// The runs that it has been given, and that have neither ended nor left for a retry.
    in_hand: AtomicUsize,
    /// The loop has found it full, and is to be told when it has room again.
    is_waited_for: AtomicBool,
}

impl NamedExecutor {
    pub(super) fn new(alias: Arc<str>, executor: Box<dyn Executor>) -> Self {
        NamedExecutor { alias, executor, in_hand: AtomicUsize::new(0), is_waited_for: AtomicBool::new(false) }
    }

    /// It is about to get a run, whether or not there is room for it.
    pub(super) fn enter(&self) {
        self.in_hand.fetch_add(1, Ordering::SeqCst);
    }

    /// A run has left it. Whether somebody waits for that.
    pub(super) fn leave(&self) -> bool {
        self.in_hand.fetch_sub(1, Ordering::SeqCst);
        self.is_waited_for.swap(false, Ordering::SeqCst)
    }

    /// How many more runs it takes.
    pub(super) fn room(&self) -> usize {
        let capacity = contain(|| self.executor.capacity()).unwrap_or_else(|message| {
            tracing::error!(executor = %self.alias, message, "an executor panicked");
            None
        });
        let Some(capacity) = capacity else { return usize::MAX };
        let room = || capacity.saturating_sub(self.in_hand.load(Ordering::SeqCst));
        // This is one look. The executor may be full the next moment, and then whoever leaves
        // it must know that it is waited for.
        let found = room();
        if found > 0 {
            return found;
        }
        // Set before looking again: whatever leaves it from now on wakes the loop.
        self.is_waited_for.store(true, Ordering::SeqCst);
        room()
    }
}

impl Core {
    /// Which executors cannot take a whole batch; the stores take that into account.
    pub(super) fn rooms(&self, batch: usize) -> Vec<Room> {
        let known = self.executors.iter().map(|named| (&named.alias, named.room()));
        let known = known.filter(|(_, runs)| *runs < batch);
        let mut rooms: Vec<_> = known.map(|(alias, runs)| Room { executor: alias.clone(), runs }).collect();
        let missing = self.missing_executors.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.extend(missing.iter().map(|executor| Room { executor: executor.clone(), runs: 0 }));
        rooms
    }

    /// Leaves to the store what there is no room for, whatever the store says.
    pub(super) fn with_room(&self, named: &NamedStore, mut due: Vec<Arc<JobRecord>>) -> Vec<Arc<JobRecord>> {
        let mut rooms: Vec<_> = self.executors.iter().map(NamedExecutor::room).collect();
        due.retain(|job| {
            let Some(index) = self.executor_index(&job.settings.executor) else {
                self.miss_executor(named, job);
                return false;
            };
            let has_room = rooms[index] > 0;
            rooms[index] = rooms[index].saturating_sub(1);
            has_room
        });
        due
    }

    /// The store has outlived the program that had the executor. The jobs wait for a program
    /// that has it.
    fn miss_executor(&self, named: &NamedStore, job: &JobRecord) {
        let executor = &job.settings.executor;
        {
            let mut missing = self.missing_executors.lock().unwrap_or_else(PoisonError::into_inner);
            if missing.contains(executor) {
                return;
            }
            missing.push(executor.clone());
        }
        let (executor, jobstore) = (executor.clone(), named.alias.clone());
        tracing::error!(%executor, %jobstore, id = %job.id, "jobs wait for an executor that is not there");
        self.notify(Event::ExecutorMissing { executor, jobstore });
    }

    /// A run has left the executor of this number. To be called before the run is counted as
    /// ended: the counts must never all be zero in between, or a test kit that waits for rest
    /// would think that nothing is left to do.
    pub(super) fn left_executor(&self, index: usize) {
        if self.executors.get(index).is_some_and(NamedExecutor::leave) {
            self.activity.wake();
        }
    }
}
