//! Each kind of trigger.

use std::time::Duration;

use super::length::{date_and_time, moment};
use super::schedule::{self, About, Member};
use crate::date::Moment;
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
        let about = about(self.starts(), self.ends(), self.max_jitter(), self.zone());
        schedule::cron(self.fields(), self.gap(), self.overlap(), about)
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
        schedule::interval(self.length(), about(self.starts(), self.ends(), self.max_jitter(), self.zone()))
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
        schedule::date(&in_zone(self.run_date(), self.zone()), self.zone().map(|zone| zone.name()))
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
        let about = About {
            starts: self.starts().map(|date| date.to_string()),
            ends: self.ends().map(|date| date.to_string()),
            jitter: self.max_jitter(),
            zone: self.zone().map(|zone| zone.name()),
        };
        schedule::calendar_interval(self.interval(), self.time(), self.gap(), about)
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
        schedule::and(self.max_jitter(), self.members().iter().map(member))
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
        schedule::or(self.max_jitter(), self.members().iter().map(member))
    }
}

fn member(member: &AnyTrigger) -> Member {
    Member { text: member.describe(), is_list: matches!(member, AnyTrigger::And(_) | AnyTrigger::Or(_)) }
}

fn about(
    starts: Option<Moment>,
    ends: Option<Moment>,
    jitter: Option<Duration>,
    zone: Option<TimeZone>,
) -> About<'static> {
    let said = |date: Moment| in_zone(date, zone);
    About { starts: starts.map(said), ends: ends.map(said), jitter, zone: zone.map(|zone| zone.name()) }
}

/// On the clocks of the zone; in UTC if there is none.
fn in_zone(date: Moment, zone: Option<TimeZone>) -> String {
    use chrono::Timelike;
    let (Moment::Instant { .. }, Some(zone)) = (date, zone) else { return moment(date) };
    let local = zone.to_local(date.in_zone(zone)).naive();
    let clock = (local.hour(), local.minute(), local.second());
    date_and_time(local.format("%Y-%m-%d").to_string(), clock, local.nanosecond())
}
