//! What is the same in whatever form a store writes times and texts down.

#[cfg(any(feature = "_sql", feature = "mongodb"))]
use chrono::TimeDelta;
use chrono::{DateTime, Utc};

use crate::job::RunEnd;
use crate::job::vocabulary::RunTime;

/// Texts of errors and results are for people, and kept up to this length.
pub(super) const LONGEST_ERROR: usize = 8 << 10;
const LONGEST_RESULT: usize = 64 << 10;

/// In microseconds since 1970, rounded up: so nothing is due before its time.
#[cfg(any(feature = "_sql", feature = "mongodb"))]
pub(super) fn micros_from(time: DateTime<Utc>) -> i64 {
    time.checked_add_signed(TimeDelta::nanoseconds(999)).unwrap_or(time).timestamp_micros()
}

/// Or as far as time goes.
#[cfg(any(feature = "_sql", feature = "mongodb"))]
pub(super) fn instant(micros: i64) -> DateTime<Utc> {
    let far = if micros < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    DateTime::from_timestamp_micros(micros).unwrap_or(far)
}

/// From RFC 3339; or what is to be told.
pub(super) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let time = text.parse().map(|RunTime(time)| time);
    time.map_err(|error| format!("the store has a text that is no instant: {error}"))
}

/// What the function has returned, as JSON; nothing if that is too long, since a part of it would be none.
pub(super) fn result_of(end: &RunEnd) -> Option<String> {
    let result = end.result.as_deref().map(ToString::to_string);
    result.filter(|result| result.len() <= LONGEST_RESULT)
}

/// Not longer than this many bytes.
pub(super) fn shortened(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_letters() {
        for (most, expected) in [(0, ""), (1, "a"), (2, "a"), (3, "aä"), (9, "aäb")] {
            assert_eq!(shortened("aäb", most), expected, "{most}");
        }
    }

    #[test]
    #[cfg(any(feature = "_sql", feature = "mongodb"))]
    fn what_is_due_is_not_due_too_soon() {
        let time = DateTime::from_timestamp_nanos(1_001);
        assert!(instant(micros_from(time)) >= time);
        assert_eq!(micros_from(DateTime::from_timestamp_nanos(2_000)), 2);
    }
}
