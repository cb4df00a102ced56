//! What the jobs of aps and apalis do: they note when they began.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

static BEGUN: Mutex<Vec<i64>> = Mutex::new(Vec::new());

/// A run begins.
pub fn begin() {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner).push(now());
}

pub fn count() -> usize {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// When each began, in nanoseconds of Unix time.
pub fn begun() -> Vec<i64> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Nanoseconds of Unix time: all processes are on one machine.
pub fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    elapsed.as_nanos().try_into().expect("before 2262")
}
