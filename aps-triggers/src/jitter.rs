//! A random-looking delay that every node agrees on.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// How much later than its fire time a run starts, in `[0, max]`.
///
/// Fire times stay as the trigger gives them. The delay is separate from them, so it neither
/// adds up nor moves later fires. It depends on nothing but the arguments, so that all
/// schedulers that share a store agree on it, in every version of this crate:
///
/// 1. FNV-1a, 64 bits, over the bytes of the id in UTF-8, a byte `ff`, which no UTF-8
///    has, and the fire time in nanoseconds since 1970 as 16 bytes, little-endian;
/// 2. the finaliser of `SplitMix64` over that;
/// 3. scaled to `[0, max]` by multiplication, and rounded down to a whole microsecond,
///    which is what databases keep.
///
/// A `max` of more than 584 years counts as 584 years.
///
/// ```
/// use std::time::Duration;
/// use aps_triggers::jitter;
/// let nominal = "2026-11-22T04:00:00Z".parse().unwrap();
/// let delay = jitter::delay(Duration::from_secs(120), "backup", nominal);
/// assert!(delay <= Duration::from_secs(120));
/// assert_eq!(delay, jitter::delay(Duration::from_secs(120), "backup", nominal));
/// ```
pub fn delay(max: Duration, job_id: &str, nominal: DateTime<Utc>) -> Duration {
    let max = u64::try_from(max.as_nanos()).unwrap_or(u64::MAX);
    let nanos =
        i128::from(nominal.timestamp()) * 1_000_000_000 + i128::from(nominal.timestamp_subsec_nanos());
    let hash = fnv1a(job_id.bytes().chain([0xff]).chain(nanos.to_le_bytes()));
    let scaled = (u128::from(finish(hash)) * (u128::from(max) + 1)) >> 64;
    // Below 2^64, since the hash is below it and `max + 1` not beyond it.
    let scaled = u64::try_from(scaled).unwrap_or(max);
    Duration::from_micros(scaled / 1_000)
}

/// Fowler, Noll and Vo.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), with
/// the constants of Stafford's variant 13.
const fn finish(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
