//! What all triggers have in common.

use std::fmt::{Debug, Display};

use chrono::{DateTime, Utc};

/// Says when a schedule fires. `Display` is the short text of APScheduler, such as
/// `cron[hour='4']`.
#[doc(alias = "BaseTrigger")]
pub trait Trigger: Send + Sync + Debug + Display {
    /// The first fire time strictly after `previous`.
    ///
    /// If there is no `previous`, the schedule has never fired; the result is then the first
    /// fire time that is `now` or later. `None` means never again.
    ///
    /// The result depends on nothing but the arguments. It takes a bounded time, and there is a
    /// result for all arguments.
    #[doc(alias = "get_next_fire_time")]
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>>;

    /// The latest fire time up to `now`, given a fire time `first`.
    ///
    /// This is how missed runs are rolled into one: it takes about as many steps as the time in
    /// between has bits, however many runs were missed. If there is none in between, the result
    /// is `first`.
    fn last_fire_time_until(&self, first: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let after = |time| self.next_fire_time(Some(time), now).filter(|next| *next > time && *next <= now);
        let mut last = first;
        // Nothing fires after `end` and up to `now`.
        let mut end = now;
        while let Some(next) = after(last) {
            last = next;
            let middle = last + (end - last) / 2;
            match after(middle) {
                Some(next) => last = next,
                None => end = middle,
            }
        }
        last
    }
}

/// 9999-12-31T23:59:59Z. Later years cannot be written in RFC 3339.
pub(crate) const LAST_INSTANT: i64 = 253_402_300_799;

/// The first whole second a fire may have: after `previous`, or else from `now` on.
pub(crate) fn earliest_second(previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> i64 {
    match previous {
        None => now.timestamp() + i64::from(now.timestamp_subsec_nanos() > 0),
        Some(previous) => previous.timestamp() + 1,
    }
}
