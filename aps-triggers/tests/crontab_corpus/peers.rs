//! The next fires of a crontab: here, and by two other implementations.

use std::str::FromStr;

use aps_triggers::cron::parse_crontab;
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use crate::generate::{Crontab, WEEKDAY};

pub(crate) type Fires = Vec<DateTime<Utc>>;

/// As many fires are compared.
pub(crate) const FIRES: usize = 5;

fn fires(start: DateTime<Utc>, next: impl Fn(DateTime<Utc>) -> Option<DateTime<Utc>>) -> Fires {
    std::iter::successors(next(start), |time| next(*time)).take(FIRES).collect()
}

pub(crate) fn ours(crontab: &str, zone: Tz, start: DateTime<Utc>) -> Option<Fires> {
    let trigger = CronTrigger::parse(crontab).ok()?.timezone(TimeZone::get(zone.name()).unwrap());
    Some(fires(start, |time| trigger.next_fire_time(Some(time), time)))
}

/// The same without the rule for fixed times. A second with `*` in it makes any
/// schedule follow elapsed time; its fires in second 59 are left out.
pub(crate) fn ours_by_elapsed_time(crontab: &str, zone: Tz, start: DateTime<Utc>) -> Option<Fires> {
    let trigger =
        CronTrigger::parse(&format!("*/59 {crontab}")).ok()?.timezone(TimeZone::get(zone.name()).unwrap());
    let next = |time| trigger.next_fire_time(Some(time), time);
    Some(fires(start, |time| {
        std::iter::successors(next(time), |time| next(*time)).find(|time| time.timestamp() % 60 == 0)
    }))
}

pub(crate) fn of_croner(crontab: &Crontab, zone: Tz, start: DateTime<Utc>) -> Option<Fires> {
    let parser = croner::parser::CronParser::builder().sloppy_ranges(true).build();
    let cron = parser.parse(&crontab.to_string()).ok()?;
    Some(fires(start, |time| {
        let next = cron.find_next_occurrence(&time.with_timezone(&zone), false).ok()?;
        Some(next.with_timezone(&Utc))
    }))
}

/// Crate `cron` wants seconds, and counts weekdays from 1, Sunday.
pub(crate) fn of_cron(crontab: &Crontab, zone: Tz, start: DateTime<Utc>) -> Option<Fires> {
    let mut crontab = crontab.clone();
    crontab.0[WEEKDAY] = crontab.0[WEEKDAY].split(',').map(from_one).collect::<Vec<_>>().join(",");
    let schedule = cron::Schedule::from_str(&format!("0 {crontab}")).ok()?;
    Some(fires(start, |time| Some(schedule.after(&time.with_timezone(&zone)).next()?.with_timezone(&Utc))))
}

/// Numbers of weekdays, but not their steps: Sunday is 1.
fn from_one(item: &str) -> String {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    let number = |text: &str| match text.parse::<u32>() {
        Ok(number) => (number + 1).to_string(),
        Err(_) => text.to_owned(),
    };
    let range = range.split('-').map(number).collect::<Vec<_>>().join("-");
    step.map_or(range.clone(), |step| format!("{range}/{step}"))
}

/// As if both day fields had to match, and without the rule for fixed times.
pub(crate) fn ours_on_both_days(crontab: &Crontab, zone: Tz, start: DateTime<Utc>) -> Option<Fires> {
    let weekdays = parse_crontab(&crontab.to_string()).ok()?.fields.weekdays;
    let mut any_weekday = crontab.clone();
    any_weekday.0[WEEKDAY] = "*".into();
    let any_weekday = format!("*/59 {any_weekday}");
    let Ok(trigger) = CronTrigger::parse(&any_weekday) else { return Some(Fires::new()) };
    let trigger = trigger.timezone(TimeZone::get(zone.name()).unwrap());
    let next = |mut time: DateTime<Utc>| {
        for _ in 0..10_000 {
            time = trigger.next_fire_time(Some(time), time)?;
            let local = time.with_timezone(&zone);
            let right_day = weekdays >> local.weekday().num_days_from_monday() & 1 == 1;
            if right_day && local.second() == 0 {
                return Some(time);
            }
            if !right_day {
                time += TimeDelta::seconds(86_399 - i64::from(local.num_seconds_from_midnight()));
            }
        }
        None
    };
    Some(fires(start, next))
}
