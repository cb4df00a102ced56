//! Each kind of trigger.

use std::time::Duration;

use super::clock::time;
use super::length::{date, every, every_calendar, length, moment};
use crate::cron::{DstGap, DstOverlap};
use crate::zone::TimeZone;
use crate::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
};

impl AnyTrigger {
    /// One line of English, such as `at 09:00 on Monday to Friday, in Europe/Berlin`.
    ///
    /// It is for people; it may be worded better in any version.
    ///
    /// ```
    /// use aps_triggers::{AnyTrigger, CronTrigger, IntervalTrigger, OrTrigger};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let weekly: AnyTrigger = CronTrigger::parse("0 9 * * sun")?.into();
    /// let daily = IntervalTrigger::parse("1h 30m")?;
    /// let trigger: AnyTrigger = OrTrigger::new([weekly, daily.into()])?.into();
    /// assert_eq!(
    ///     trigger.describe(),
    ///     "whenever any of these fires: at 09:00 on Sunday; every 1 hour and 30 minutes"
    /// );
    /// # Ok(()) }
    /// ```
    pub fn describe(&self) -> String {
        match self {
            Self::Cron(trigger) => trigger.describe(),
            Self::Interval(trigger) => trigger.describe(),
            Self::Date(trigger) => trigger.describe(),
            Self::CalendarInterval(trigger) => trigger.describe(),
            Self::And(trigger) => trigger.describe(),
            Self::Or(trigger) => trigger.describe(),
            Self::Custom(trigger) => trigger.to_string(),
        }
    }
}

impl CronTrigger {
    /// One line of English.
    ///
    /// ```
    /// use aps_triggers::{CronTrigger, TimeZone};
    /// let trigger = CronTrigger::parse("0 0 L * *").unwrap().timezone(TimeZone::get("Asia/Tokyo").unwrap());
    /// assert_eq!(trigger.describe(), "at 00:00 on the last day of the month, in Asia/Tokyo");
    /// ```
    pub fn describe(&self) -> String {
        let zone = self.zone();
        Line(self.fields().describe())
            .window(self.starts().map(|start| moment(start, zone)), self.ends().map(|end| moment(end, zone)))
            .and(self.clock_changes())
            .end(self.max_jitter(), zone)
    }

    /// What differs from the default, where it matters.
    fn clock_changes(&self) -> Option<&'static str> {
        match (self.gap(), self.overlap()) {
            _ if !self.fields().fixed_time => None,
            (DstGap::Next, DstOverlap::First) => None,
            (DstGap::Skip, DstOverlap::First) => Some("left out where the clocks skip it"),
            (DstGap::Next, DstOverlap::Last) => Some("the second time where the clocks repeat it"),
            (DstGap::Next, DstOverlap::Both) => Some("twice where the clocks repeat it"),
            (DstGap::Skip, DstOverlap::Last) => {
                Some("left out where the clocks skip it, the second time where they repeat it")
            }
            (DstGap::Skip, DstOverlap::Both) => {
                Some("left out where the clocks skip it, twice where they repeat it")
            }
        }
    }
}

impl IntervalTrigger {
    /// One line of English.
    ///
    /// ```
    /// use aps_triggers::{IntervalTrigger, date::Moment};
    /// let trigger = IntervalTrigger::hours(2).start_date(Moment::parse("2010-10-10 09:30:00").unwrap());
    /// assert_eq!(trigger.describe(), "every 2 hours, from 2010-10-10 09:30");
    /// ```
    pub fn describe(&self) -> String {
        let zone = self.zone();
        Line(every(self.length()))
            .window(self.starts().map(|start| moment(start, zone)), self.ends().map(|end| moment(end, zone)))
            .end(self.max_jitter(), zone)
    }
}

impl DateTrigger {
    /// One line of English.
    ///
    /// ```
    /// let trigger = aps_triggers::DateTrigger::parse("2009-11-06 16:30:05").unwrap();
    /// assert_eq!(trigger.describe(), "once, at 2009-11-06 16:30:05");
    /// ```
    pub fn describe(&self) -> String {
        let when = moment(self.run_date(), self.zone());
        let at = if when.contains(':') { "at" } else { "at 00:00 on" };
        Line(format!("once, {at} {when}")).end(None, self.zone())
    }
}

impl CalendarIntervalTrigger {
    /// One line of English.
    ///
    /// ```
    /// use aps_triggers::CalendarIntervalTrigger;
    /// assert_eq!(CalendarIntervalTrigger::months(1).at(15, 0, 0).describe(), "every month at 15:00");
    /// ```
    pub fn describe(&self) -> String {
        let (hour, minute, second) = self.time();
        let time = time(hour.into(), minute.into(), second.into());
        Line(format!("{} at {time}", every_calendar(self.interval())))
            .window(self.starts().map(date), self.ends().map(date))
            .and((self.gap() == DstGap::Next).then_some("later where the clocks skip it"))
            .end(self.max_jitter(), self.zone())
    }
}

impl AndTrigger {
    /// One line of English.
    ///
    /// ```
    /// use aps_triggers::{AndTrigger, CronTrigger};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let trigger = AndTrigger::new([CronTrigger::parse("0 12 13 * *")?, CronTrigger::parse("0 12 * * fri")?])?;
    /// assert_eq!(
    ///     trigger.describe(),
    ///     "whenever all of these fire together: at 12:00 on day 13 of the month; at 12:00 on Friday"
    /// );
    /// # Ok(()) }
    /// ```
    pub fn describe(&self) -> String {
        let together = Line("whenever all of these fire together".to_owned()).end(self.max_jitter(), None);
        format!("{together}: {}", members(self.members()))
    }
}

impl OrTrigger {
    /// One line of English.
    ///
    /// ```
    /// use aps_triggers::{CronTrigger, OrTrigger};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let trigger = OrTrigger::new([CronTrigger::parse("0 8 * * sat")?, CronTrigger::parse("0 6 * * mon")?])?;
    /// assert_eq!(
    ///     trigger.describe(),
    ///     "whenever any of these fires: at 08:00 on Saturday; at 06:00 on Monday"
    /// );
    /// # Ok(()) }
    /// ```
    pub fn describe(&self) -> String {
        let any = Line("whenever any of these fires".to_owned()).end(self.max_jitter(), None);
        format!("{any}: {}", members(self.members()))
    }
}

/// Those that are lists themselves are set apart.
fn members(members: &[AnyTrigger]) -> String {
    let described = |member: &AnyTrigger| match member {
        AnyTrigger::And(_) | AnyTrigger::Or(_) => format!("({})", member.describe()),
        _ => member.describe(),
    };
    members.iter().map(described).collect::<Vec<_>>().join("; ")
}

/// A line that is being written.
struct Line(String);

impl Line {
    fn with(self, word: &str, said: Option<String>) -> Self {
        self.and(said.map(|said| format!("{word} {said}")).as_deref())
    }

    fn window(self, starts: Option<String>, ends: Option<String>) -> Self {
        match (starts, ends) {
            (Some(starts), Some(ends)) => self.with("from", Some(format!("{starts} until {ends}"))),
            (starts, None) => self.with("from", starts),
            (None, ends) => self.with("until", ends),
        }
    }

    fn and(self, said: Option<&str>) -> Self {
        match said {
            Some(said) => Self(format!("{}, {said}", self.0)),
            None => self,
        }
    }

    fn end(self, longest: Option<Duration>, zone: Option<TimeZone>) -> String {
        self.with("each run delayed by up to", longest.map(length))
            .with("in", zone.map(|zone| zone.to_string()))
            .0
    }
}
