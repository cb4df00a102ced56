//! When does a schedule fire? A slow answer, written apart from `aps-triggers`: each second is
//! asked whether it is one of them. For the schedules that the harness uses, which know only UTC.

use std::fmt;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// When a job is to fire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// At a start and then after so many seconds each.
    Interval {
        /// The length.
        seconds: u32,
        /// The first fire time, at a whole second.
        start: DateTime<Utc>,
    },
    /// When all fields match the clock, in UTC.
    Cron(CronFields),
    /// Never: a job that no node can run.
    Never,
}

/// Fields in the syntax that crons agree on: `*`, `*/5`, `1-5`, `1-9/2`, `1,7`; only numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CronFields {
    /// 0 to 59.
    pub second: String,
    /// 0 to 59.
    pub minute: String,
    /// 0 to 23.
    pub hour: String,
    /// Of the month, 1 to 31.
    pub day: String,
    /// 1 to 12.
    pub month: String,
    /// 0 is Monday.
    pub day_of_week: String,
}

/// A schedule that the oracle does not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleError(String);

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the oracle does not understand `{}`", self.0)
    }
}

impl std::error::Error for ScheduleError {}

impl Schedule {
    /// All fire times from one instant through another.
    ///
    /// # Errors
    ///
    /// If a field is not in the plain syntax that the oracle knows.
    pub fn times(
        &self,
        from: DateTime<Utc>,
        through: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, ScheduleError> {
        let mut times = Vec::new();
        let mut second = from.with_nanosecond(0).unwrap_or(from);
        while second <= through {
            if second >= from && self.fires_at(second)? {
                times.push(second);
            }
            second += TimeDelta::seconds(1);
        }
        Ok(times)
    }

    fn fires_at(&self, second: DateTime<Utc>) -> Result<bool, ScheduleError> {
        match self {
            Schedule::Interval { seconds, start } => {
                let since = (second - *start).num_seconds();
                Ok(since >= 0 && since % i64::from(*seconds) == 0)
            }
            Schedule::Cron(fields) => fields.match_clock(second),
            Schedule::Never => Ok(false),
        }
    }
}

impl CronFields {
    fn match_clock(&self, second: DateTime<Utc>) -> Result<bool, ScheduleError> {
        let day_of_week = second.weekday().num_days_from_monday();
        Ok(in_field(&self.second, second.second())?
            && in_field(&self.minute, second.minute())?
            && in_field(&self.hour, second.hour())?
            && in_field(&self.day, second.day())?
            && in_field(&self.month, second.month())?
            && in_field(&self.day_of_week, day_of_week)?)
    }
}

fn in_field(field: &str, value: u32) -> Result<bool, ScheduleError> {
    let mut found = false;
    for item in field.split(',') {
        found |= in_item(item, value).ok_or_else(|| ScheduleError(field.to_owned()))?;
    }
    Ok(found)
}

fn in_item(item: &str, value: u32) -> Option<bool> {
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, step.parse().ok().filter(|step| *step > 0)?),
        None => (item, 1),
    };
    let (first, last) = match range.split_once('-') {
        _ if range == "*" => (0, u32::MAX),
        Some((first, last)) => (first.parse().ok()?, last.parse().ok()?),
        None => (range.parse().ok()?, range.parse().ok()?),
    };
    Some((first..=last).contains(&value) && (value - first).is_multiple_of(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn cron(second: &str, minute: &str, hour: &str) -> Schedule {
        let every = || "*".to_owned();
        Schedule::Cron(CronFields {
            second: second.into(),
            minute: minute.into(),
            hour: hour.into(),
            day: every(),
            month: every(),
            day_of_week: every(),
        })
    }

    fn times(schedule: &Schedule, from: &str, through: &str) -> Vec<String> {
        let times = schedule.times(at(from), at(through)).unwrap();
        times.iter().map(|time| time.format("%H:%M:%S").to_string()).collect()
    }

    #[test]
    fn an_interval_counts_from_its_start() {
        let schedule = Schedule::Interval { seconds: 3, start: at("2026-01-01T00:00:02Z") };
        let fires = times(&schedule, "2026-01-01T00:00:00Z", "2026-01-01T00:00:08.9Z");
        assert_eq!(fires, ["00:00:02", "00:00:05", "00:00:08"]);
        assert_eq!(times(&schedule, "2026-01-01T00:00:05.1Z", "2026-01-01T00:00:08Z"), ["00:00:08"]);
    }

    #[test]
    fn a_cron_looks_at_the_clock() {
        let fires = times(&cron("*/20", "59,0-1", "*"), "2026-01-01T00:58:50Z", "2026-01-01T01:00:30Z");
        assert_eq!(fires, ["00:59:00", "00:59:20", "00:59:40", "01:00:00", "01:00:20"]);
        let fires = times(&cron("1-9/4", "0", "0"), "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        assert_eq!(fires, ["00:00:01", "00:00:05", "00:00:09"]);
    }

    #[test]
    fn what_it_does_not_understand_is_an_error() {
        let schedule = cron("0", "0", "mon");
        assert_eq!(
            schedule.times(at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:01Z")).unwrap_err().to_string(),
            "the oracle does not understand `mon`"
        );
    }
}
