//! Cron schedules.

use super::clock::clock;
use super::days::{Days, days, in_months};
use super::years::{in_weeks, in_years};
use crate::cron::CronFields;

impl CronFields {
    /// The local times in one line of English.
    ///
    /// It is worked out from the times that match, so that the same schedule reads
    /// alike however it is written.
    ///
    /// ```
    /// use aps_triggers::cron::{KeyedFields, parse_crontab, parse_keyed};
    /// let describe = |crontab| parse_crontab(crontab).unwrap().fields.describe();
    /// assert_eq!(describe("0 9 * * mon-fri"), "at 09:00 on Monday to Friday");
    /// assert_eq!(describe("*/5 * * * *"), "every 5 minutes");
    /// assert_eq!(describe("30 4 1,15 * 5"), "at 04:30 on days 1 and 15 of the month, and on every Friday");
    /// let fields = KeyedFields { month: Some("6-8,11-12"), day: Some("3rd fri"), hour: Some("0-3"), ..Default::default() };
    /// assert_eq!(
    ///     parse_keyed(&fields).unwrap().describe(),
    ///     "at minute 0 of hours 0–3 on the third Friday of June, July, August, November and December"
    /// );
    /// ```
    pub fn describe(&self) -> String {
        let clock = clock(self);
        let mut parts = vec![clock.text];
        match days(self) {
            Some(Days { text, with_months: true }) => parts.push(text),
            Some(Days { text, .. }) => parts.push(text + &in_months(self)),
            None => {
                parts.extend(clock.wants_days.then(|| "every day".to_owned()));
                parts.extend(
                    Some(in_months(self))
                        .filter(|months| !months.is_empty())
                        .map(|months| months.trim().to_owned()),
                );
            }
        }
        parts.extend(in_weeks(self));
        parts.extend(in_years(self));
        parts.join(" ")
    }
}
