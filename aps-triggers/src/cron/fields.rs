//! The model: which instants of local time a cron schedule matches.

use std::borrow::Cow;

/// The local times a cron schedule matches, as sets of bits.
///
/// The parsers make it and the search reads it. Its fields are public and plain
/// so that a macro can write it down as a constant; they are not meant to be
/// filled by hand.
///
/// A date matches if its year, month and ISO week do and its day does. Which day
/// does is said by three parts, combined by [`day_rule`](Self::day_rule):
/// days of the month, weekdays, and the n-th weekday of the month.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CronFields {
    /// Bit n is second n.
    pub seconds: u64,
    /// Bit n is minute n.
    pub minutes: u64,
    /// Bit n is hour n.
    pub hours: u32,
    /// Bit n is day n of the month.
    pub days: u32,
    /// Bit 0 is the last day of the month, bit 3 the third before it (`L-3`).
    pub from_end: u32,
    /// Bit n is the weekday (Monday to Friday) nearest to day n (`15W`), bit 0
    /// the last one of the month (`LW`).
    pub nearest: u32,
    /// Bit 6 w + k is the n-th weekday w of the month: w = 0 is Monday, k = 0 is
    /// the first one, k = 5 the last one.
    pub nth: u64,
    /// Bit 0 is Monday.
    pub weekdays: u8,
    /// Bit n is month n.
    pub months: u16,
    /// Bit n is ISO 8601 week n.
    pub weeks: u64,
    /// The years; none means every year.
    pub years: Cow<'static, [YearRange]>,
    /// How the parts of the day combine.
    pub day_rule: DayRule,
    /// Whether hour, minute and second are all written without `*`.
    ///
    /// Such a schedule names fixed times of the day: one that the clocks skip
    /// fires right after the gap, one that they repeat fires once. All others
    /// follow elapsed time. The rule is that of cron(8) of cronie.
    pub fixed_time: bool,
}

impl CronFields {
    pub(crate) const EVERY_WEEK: u64 = (1 << 54) - 2;
    pub(crate) const EVERY_WEEKDAY: u8 = (1 << 7) - 1;

    /// Nothing matches yet.
    pub(crate) const fn none(day_rule: DayRule) -> Self {
        Self {
            seconds: 0,
            minutes: 0,
            hours: 0,
            days: 0,
            from_end: 0,
            nearest: 0,
            nth: 0,
            weekdays: 0,
            months: 0,
            weeks: 0,
            years: Cow::Borrowed(&[]),
            day_rule,
            fixed_time: true,
        }
    }

    /// The first matching year that is `from` or later.
    pub(crate) fn next_year(&self, from: i32) -> Option<i32> {
        if self.years.is_empty() {
            return Some(from);
        }
        self.years.iter().filter_map(|range| range.next(from)).min()
    }

    #[inline]
    pub(crate) fn has_year(&self, year: i32) -> bool {
        self.years.is_empty() || self.next_year(year) == Some(year)
    }

    #[inline]
    pub(crate) const fn has_month(&self, month: u32) -> bool {
        self.months & (1 << (month & 15)) != 0
    }
}

/// Every `step`-th year from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct YearRange {
    /// The first year.
    pub first: u16,
    /// No year is later than this one.
    pub last: u16,
    /// At least 1.
    pub step: u16,
}

impl YearRange {
    fn next(self, from: i32) -> Option<i32> {
        let (first, step) = (i32::from(self.first), i32::from(self.step.max(1)));
        let behind = (from - first).max(0);
        let year = first + (behind + step - 1) / step * step;
        (year <= i32::from(self.last)).then_some(year)
    }
}

/// How day of the month and day of the week combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayRule {
    /// The keyed form: the day (`15`, `3rd fri`, `last`) AND the weekday.
    Keyed,
    /// A crontab in which a day field starts with `*` or is `?`: the day AND the
    /// weekday (`fri#2` and `friL` are weekdays there).
    CrontabAnd,
    /// A crontab that restricts both: the day OR the weekday.
    CrontabOr,
}
