use chrono::{DateTime, Utc};
use serde::Serialize;

/// An instant as two numbers, since the numbers of Lua and of sorted sets have 53 bits: milliseconds
/// since the epoch, as a text, and the nanoseconds on top.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Stamp {
    pub(super) ms: String,
    pub(super) ns: u32,
}

const NANOS_PER_MILLI: u32 = 1_000_000;

impl From<DateTime<Utc>> for Stamp {
    fn from(time: DateTime<Utc>) -> Self {
        Stamp { ms: time.timestamp_millis().to_string(), ns: time.timestamp_subsec_nanos() % NANOS_PER_MILLI }
    }
}

/// If it is one.
pub(super) fn instant(ms: &str, ns: &str) -> Option<DateTime<Utc>> {
    let (ms, ns): (i64, u32) = (ms.parse().ok()?, ns.parse().ok()?);
    let millis = u32::try_from(ms.rem_euclid(1_000)).ok()?;
    DateTime::from_timestamp(ms.div_euclid(1_000), millis * NANOS_PER_MILLI + ns.min(NANOS_PER_MILLI - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_comes_back_to_the_nanosecond_whenever_it_is() {
        let times =
            ["1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z", "2026-11-28T15:00:00.123456789Z"];
        let times = times.map(|time| time.parse().unwrap());
        for time in times.into_iter().chain([DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]) {
            let Stamp { ms, ns } = time.into();
            assert_eq!(instant(&ms, &ns.to_string()), Some(time), "{time}");
            assert!(ms.parse::<i64>().unwrap().abs() < 1 << 53, "{time}");
        }
    }
}
