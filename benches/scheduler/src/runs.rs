//! What the jobs of all peers do: they note when they began.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::time::{SystemTime, UNIX_EPOCH};

static BEGUN: OnceLock<Vec<AtomicI64>> = OnceLock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Makes room for as many runs, and none before them.
pub fn expect(runs: usize) {
    BEGUN.get_or_init(|| (0..runs).map(|_| AtomicI64::new(1)).collect());
}

/// A run begins.
pub fn begin() {
    let index = COUNT.fetch_add(1, Relaxed);
    if let Some(place) = BEGUN.get().and_then(|begun| begun.get(index)) {
        place.store(nanoseconds(), Relaxed);
    }
}

pub fn count() -> usize {
    COUNT.load(Relaxed)
}

/// When each began that found room, in nanoseconds of Unix time, in order.
pub fn begun() -> Vec<i64> {
    let begun = BEGUN.get().map(Vec::as_slice).unwrap_or_default();
    let mut begun: Vec<i64> = begun.iter().take(count()).map(|time| time.load(Relaxed)).collect();
    begun.sort_unstable();
    begun
}

pub fn nanoseconds() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    elapsed.as_nanos().try_into().expect("before 2262")
}
