//! Can this schedule ever fire, and why not?

use super::bounds::month_name;
use super::fields::{CronFields, DayRule};
use crate::calendar::{days_in_month, next_day};
use crate::field::Field;

/// Why a schedule never fires.
pub(super) struct Never {
    pub(super) text: String,
    /// The fields to blame, the first one first.
    pub(super) fields: [Field; 3],
}

/// The reason, if no date satisfies `fields`.
///
/// The calendar repeats after 400 years, so a search over as many is complete.
pub(super) fn why_never(fields: &CronFields) -> Option<Never> {
    if next_day(fields, 0).is_some() {
        return None;
    }
    let no_such_day = || missing_day(fields).map(|text| blame(text, Field::Day));
    let no_such_week = || missing_week(fields).map(|text| blame(text, Field::Week));
    let nothing = || blame("no date satisfies all the fields together".into(), Field::Day);
    Some(no_such_day().or_else(no_such_week).unwrap_or_else(nothing))
}

fn blame(text: String, first: Field) -> Never {
    Never { text, fields: [first, Field::Month, Field::Year] }
}

/// `february has no day 30`, or the day comes in leap years only.
fn missing_day(fields: &CronFields) -> Option<String> {
    let plain_days = fields.from_end == 0 && fields.nth == 0;
    let day = (fields.days | fields.nearest).trailing_zeros();
    if !plain_days || day == 0 || day > 31 || fields.day_rule == DayRule::CrontabOr {
        return None;
    }
    let months: Vec<u32> = (1..=12).filter(|&month| fields.has_month(month)).collect();
    let names: Vec<&str> = months.iter().map(|&month| month_name(month)).collect();
    if months.iter().all(|&month| days_in_month(2000, month) < day) {
        let (verb, names) = (if names.len() == 1 { "has" } else { "have" }, list(&names));
        return Some(format!("{names} {verb} no day {day}"));
    }
    let leap_day = day == 29 && months == [2] && fields.weekdays == CronFields::EVERY_WEEKDAY;
    leap_day.then(|| "29 february comes in leap years only".into())
}

/// Weeks 2 to 51 keep to a few months each.
fn missing_week(fields: &CronFields) -> Option<String> {
    if fields.weeks == CronFields::EVERY_WEEK {
        return None;
    }
    let relaxed = CronFields { weeks: CronFields::EVERY_WEEK, ..fields.clone() };
    next_day(&relaxed, 0)?;
    let weeks: Vec<u32> = (1..=53).filter(|week| fields.weeks & (1 << week) != 0).collect();
    let months: Vec<&str> = (1..=12).filter(|&month| fields.has_month(month)).map(month_name).collect();
    match weeks.as_slice() {
        [week] if months.len() < 12 => Some(format!("week {week} has no such day in {}", list(&months))),
        _ => Some("the weeks given have no such day".into()),
    }
}

/// `april, june and november`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}
