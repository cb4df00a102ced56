//! Schedules that are right, though hardly what was meant.

use aps_triggers::Field;
use aps_triggers::cron::{CronFields, KeyedFields, parse_crontab, parse_keyed};
use proc_macro2::Span;

use super::parse::JobAttr;
use super::trigger::{FieldText, Schedule};
use crate::value::Text;
use crate::warning::Warning;

/// The warnings about the triggers of an attribute that has no errors.
pub(super) fn warnings(options: &JobAttr) -> Vec<Warning> {
    let schedules = options.triggers.iter().filter_map(|trigger| trigger.schedule.as_ref());
    schedules.flat_map(of_schedule).collect()
}

fn of_schedule(schedule: &Schedule) -> Vec<Warning> {
    match schedule {
        Schedule::Crontab(text) => {
            [quartz_weekday(text), leap_day_crontab(text)].into_iter().flatten().collect()
        }
        Schedule::Keyed(fields) => {
            [numbered_weekday(fields), leap_day_keyed(fields)].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `day_of_week = "1-5"`, which is Monday to Friday in a crontab only.
fn numbered_weekday(fields: &[FieldText]) -> Option<Warning> {
    let given = fields.iter().find(|given| given.field == Field::DayOfWeek)?;
    let written = given.value.as_str();
    if !written.contains(|c: char| c.is_ascii_digit()) || written.contains(['*', '/']) || written == "0-6" {
        return None;
    }
    let name = |c: char| c.to_digit(10).and_then(|digit| NAMES.get(digit as usize).copied());
    let named: String =
        written.chars().map(|c| name(c).map_or_else(|| c.to_string(), str::to_owned)).collect();
    let text = format!(
        "write `day_of_week = \"{named}\"` if that is meant: `cron(…)` counts weekdays from 0, Monday, \
         a crontab from 0, Sunday"
    );
    Some(Warning { place: given.value.span(), text })
}

/// `0 0 12 ? * 2-6`: with its `?` it looks like Quartz, where 1 is Sunday.
fn quartz_weekday(crontab: &Text) -> Option<Warning> {
    let words: Vec<&str> = crontab.value.split_whitespace().collect();
    let [_, _, _, "?", _, weekday] = words.as_slice() else { return None };
    let text = format!(
        "write names of weekdays, such as `mon-fri`: with its `?` this looks like Quartz, where 1 is Sunday, \
         but `{weekday}` is counted from 0, Sunday"
    );
    let numbered =
        weekday.starts_with(|c: char| c.is_ascii_digit()) && !weekday.contains(char::is_alphabetic);
    numbered.then(|| Warning { place: crontab.literal.span(), text })
}

fn leap_day_crontab(text: &Text) -> Option<Warning> {
    let fields = parse_crontab(&text.value).ok()?.fields;
    is_leap_day(&fields).then(|| leap_day(text.literal.span(), "`L`"))
}

fn leap_day_keyed(fields: &[FieldText]) -> Option<Warning> {
    let text = |field| fields.iter().find(|given| given.field == field);
    let (day, month) = (text(Field::Day)?, text(Field::Month)?);
    let days = KeyedFields {
        day: Some(day.value.as_str()),
        month: Some(month.value.as_str()),
        ..KeyedFields::default()
    };
    // With a year, it is known that the day comes.
    let is_meant = text(Field::Year).is_some() || !is_leap_day(&parse_keyed(&days).ok()?);
    (!is_meant).then(|| leap_day(day.value.span(), "`day = \"last\"`"))
}

fn leap_day(place: Span, last: &str) -> Warning {
    let text =
        format!("29 february comes in leap years only; for the last day of each february write {last}");
    Warning { place, text }
}

fn is_leap_day(fields: &CronFields) -> bool {
    let only = fields.days == 1 << 29 && fields.months == 1 << 2;
    only && fields.nth == 0 && fields.from_end == 0 && fields.nearest == 0
}
