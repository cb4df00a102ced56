//! How many due jobs are taken from a store at a time.

use std::sync::atomic::{AtomicUsize, Ordering};

/// So few that a crowd of them keeps neither memory nor the other stores.
pub(super) const BATCH: usize = 256;

/// Where each batch is written down before any of it starts, a crowd is through sooner in larger ones: they
/// grow up to this.
const LARGEST: usize = 1000;

/// The size of a store's next batch.
#[derive(Debug)]
pub(super) struct BatchSize {
    now: AtomicUsize,
    largest: usize,
}

impl BatchSize {
    /// `is_kept` of a store that writes down what it does.
    pub(super) fn new(is_kept: bool) -> Self {
        BatchSize { now: AtomicUsize::new(BATCH), largest: if is_kept { LARGEST } else { BATCH } }
    }

    pub(super) fn get(&self) -> usize {
        self.now.load(Ordering::Relaxed)
    }

    /// So many can be started, of as many as were asked for. What executors have no room for does not count: other nodes
    /// may have some.
    pub(super) fn start(&self, count: usize, most: usize) {
        let next = if count >= most { most.saturating_mul(2).min(self.largest) } else { BATCH };
        self.now.store(next, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_while_they_are_full() {
        let size = BatchSize::new(true);
        let mut sizes = Vec::new();
        for _ in 0..4 {
            sizes.push(size.get());
            size.start(size.get(), size.get());
        }
        assert_eq!(sizes, [256, 512, 1000, 1000]);
        size.start(999, 1000);
        assert_eq!(size.get(), BATCH);
    }

    #[test]
    fn what_is_in_memory_comes_in_small_ones() {
        let size = BatchSize::new(false);
        size.start(BATCH, BATCH);
        assert_eq!(size.get(), BATCH);
    }
}
