//! The only file of this crate that reads clocks and sleeps.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rustix::time::{ClockId, Timespec, clock_gettime};

use crate::Moment;

impl Moment {
    /// What the clocks of this process show. The monotonic one is shared by all processes since the
    /// machine was started, and goes on while a process is suspended.
    pub fn now() -> Self {
        let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::Realtime);
        let wall =
            u32::try_from(tv_nsec).ok().and_then(|nanos| DateTime::<Utc>::from_timestamp(tv_sec, nanos));
        Moment { mono_us: monotonic_us(), wall: wall.unwrap_or_default() }
    }
}

/// Microseconds.
pub(crate) fn monotonic_us() -> i64 {
    let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::Monotonic);
    tv_sec * 1_000_000 + tv_nsec / 1_000
}

/// Lets time pass for the processes that are watched.
#[expect(clippy::disallowed_methods, reason = "other processes go by the real time")]
pub fn pause(length: Duration) {
    std::thread::sleep(length);
}

/// The same, of a task.
#[expect(clippy::disallowed_methods, reason = "a body takes real time")]
pub(crate) async fn wait(length: Duration) {
    tokio::time::sleep(length).await;
}
