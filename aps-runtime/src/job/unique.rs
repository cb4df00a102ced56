//! Numbers that no other job has, without asking the system for each.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells this process from all others that may share a store with it: 64 bits that
/// stand on the system's random numbers, which are the keys of a `RandomState`.
pub(super) static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(()));

/// 1, 2, 3 and so on, each once in this process.
pub(super) fn next() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// A revision that no job before it by the same id has had. Otherwise a write that
/// was meant for a job that is gone could hit its successor.
pub(crate) fn first_revision() -> u64 {
    revision(*PROCESS, next())
}

/// Whether this is a revision of the job that began at `first`, and not of another by its id.
pub(crate) fn is_of_job(first: u64, revision: u64) -> bool {
    // None is changed as often as this, and two begin so near with a chance of 1 : 2³¹.
    u32::try_from(revision.wrapping_sub(first)).is_ok()
}

/// Halved, so that it can grow.
fn revision(process: u64, number: u64) -> u64 {
    mix(process.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))) >> 1
}

/// The last step of `SplitMix64`, which makes of different numbers different ones that
/// lie far apart: revisions grow by one, so neighbours would meet soon.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_revisions_lie_far_apart_and_can_grow() {
        let mut revisions: Vec<u64> = (1..=1000).map(|number| revision(20_261_122, number)).collect();
        revisions.sort_unstable();
        assert!(revisions.windows(2).all(|pair| pair[1] - pair[0] > 1_000_000), "{revisions:?}");
        assert!(revisions.iter().all(|revision| *revision <= u64::MAX / 2));
    }

    #[test]
    fn the_revisions_of_a_job_are_told_from_those_of_others() {
        let (job, other) = (first_revision(), first_revision());
        assert!(is_of_job(job, job) && is_of_job(job, job + 1_000_000));
        assert!(!is_of_job(job, other) && !is_of_job(job, job - 1));
    }
}
