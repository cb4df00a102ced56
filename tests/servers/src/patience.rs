use std::thread;
use std::time::{Duration, Instant};

/// Asks until the answer is yes, or until the time is up: whether it was yes.
#[expect(clippy::disallowed_methods, reason = "servers take real time, whatever the clock of a test shows")]
pub(crate) fn wait_until(limit: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + limit;
    loop {
        if is_so() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        thread::sleep(Duration::from_millis(10));
    }
}
