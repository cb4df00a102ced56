//! Which of several nodes looks at which jobs first.
//!
//! All nodes see the same jobs become due at the same moment, and of two that write to one document at once
//! one has worked in vain, with all that it was about to write. So each looks first at jobs of its own
//! slices, and at those of others when they are overdue: their node is busy, or dead.

use std::hash::Hasher;
use std::time::Duration;

/// How many there are. More nodes than that get in each other's way.
pub(super) const SLICES: i32 = 64;

/// How long the jobs of others are left to them.
pub(super) const GRACE: Duration = Duration::from_millis(250);

/// The slice of a job, which is stored with it and so must not depend on the program.
pub(super) fn slice_of(id: &str) -> i32 {
    let mut hash = Fnv::default();
    hash.write(id.as_bytes());
    i32::try_from(hash.finish() % u64::from(SLICES.unsigned_abs())).unwrap_or_default()
}

/// FNV-1a.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        // Its high bits are the better ones.
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// What part of the jobs a node looks at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    /// How many nodes there are, and the how manieth this is.
    pub(super) nodes: usize,
    pub(super) rank: usize,
}

impl Share {
    pub(super) const ALL: Share = Share { nodes: 1, rank: 0 };

    pub(super) fn is_all(self) -> bool {
        self.nodes < 2
    }

    pub(super) fn slices(self) -> Vec<i32> {
        let is_own =
            |slice: &i32| usize::try_from(*slice).is_ok_and(|slice| slice % self.nodes.max(1) == self.rank);
        (0..SLICES).filter(is_own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slice_is_looked_at_first_by_one_node() {
        for nodes in 1..=5 {
            let mut all: Vec<_> = (0..nodes).flat_map(|rank| Share { nodes, rank }.slices()).collect();
            all.sort_unstable();
            assert_eq!(all, (0..SLICES).collect::<Vec<_>>(), "{nodes}");
        }
    }

    #[test]
    fn jobs_are_spread_over_the_slices() {
        let mut counts = [0; SLICES as usize];
        for number in 0..6_400 {
            counts[usize::try_from(slice_of(&format!("job-{number}"))).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (50..=150).contains(count)), "{counts:?}");
        assert_eq!(slice_of("nightly"), slice_of("nightly"));
    }
}
