//! From the dates of a calendar interval to instants, on the clocks of a zone.

use super::occurrences::Occurrences;
use crate::calendar::Date;
use crate::cron::{DstGap, LONGEST_JUMP};
use crate::trigger::LAST_INSTANT;
use crate::zone::{Rules, TimeZone};

/// Dates, and all that makes them instants.
pub(super) struct Fires {
    pub(super) dates: Occurrences,
    /// The last date, in days from 1970-01-01.
    pub(super) end: Option<i64>,
    /// Seconds after midnight.
    pub(super) time: i64,
    pub(super) rules: &'static Rules,
    pub(super) gap: DstGap,
}

const SECONDS_OF_DAY: i64 = 86_400;

impl Fires {
    /// The first fire that is `earliest` or later, in seconds.
    pub(super) fn first_from(&self, earliest: i64) -> Option<i64> {
        // No zone is a day off: yesterday's date may still be one to come.
        let mut from = local_day(self.rules, earliest) - 1;
        loop {
            let day = self.dates.first_from(from).filter(|day| self.end.is_none_or(|end| *day <= end))?;
            match self.instant(day * SECONDS_OF_DAY + self.time) {
                Some(fire) if fire >= earliest => return (fire <= LAST_INSTANT).then_some(fire),
                _ => from = day + 1,
            }
        }
    }

    /// The first instant at which the clocks show a local time, if they ever do or if
    /// that is made good.
    fn instant(&self, local: i64) -> Option<i64> {
        let instant = self.rules.instant_of(local);
        let segment = self.rules.segment_at(instant);
        let jump = segment.offset - segment.offset_before;
        match self.gap {
            _ if instant + i64::from(segment.offset) == local => Some(instant),
            DstGap::Next if jump < LONGEST_JUMP => Some(segment.start),
            DstGap::Next | DstGap::Skip => None,
        }
    }
}

/// The date that the clocks show.
pub(super) fn local_date(timezone: TimeZone, instant: i64) -> Date {
    Date::from_days(local_day(timezone.rules(), instant))
}

fn local_day(rules: &Rules, instant: i64) -> i64 {
    (instant + i64::from(rules.segment_at(instant).offset)).div_euclid(SECONDS_OF_DAY)
}
