//! Schedules that are right, though hardly what was meant.

use std::time::Duration;

use aps_triggers::Field;
use aps_triggers::cron::CronFields;
use aps_triggers::describe;
use proc_macro2::Span;

use super::fields::{FieldText, FieldTexts, text_of};
use super::keys::Keys;
use crate::diag::Sink;
use crate::value::Text;
use crate::warning::Warning;

/// About `cron = "…"`.
pub(super) fn crontab(text: &Text, fields: &CronFields, sink: &mut Sink) {
    sink.warn(quartz_weekday(text));
    sink.warn(is_leap_day(fields).then(|| leap_day(text.literal.span(), "`L`")));
}

/// About the fields of `cron(…)`.
pub(super) fn keyed(texts: &FieldTexts, fields: &CronFields, sink: &mut Sink) {
    sink.warn(text_of(Field::DayOfWeek, texts).and_then(numbered_weekday));
    // With a year, it is known that the day comes.
    let leap = text_of(Field::Day, texts).filter(|_| is_leap_day(fields) && fields.years.is_empty());
    sink.warn(leap.map(|day| leap_day(day.span(), "`day = \"last\"`")));
}

/// About a delay that reaches beyond the next fire. `period` is the shortest time between
/// two, if that is known.
pub(super) fn jitter(keys: &Keys<'_>, jitter: Option<Duration>, period: Option<Duration>, sink: &mut Sink) {
    let (Some(jitter), Some(period), Some(entry)) = (jitter, period, keys.option_entry("jitter")) else {
        return;
    };
    let text = format!(
        "write a shorter `jitter`: with a delay of up to {} a run can be due after the next one, {} later",
        describe::length(jitter),
        describe::length(period)
    );
    sink.warn((jitter > period).then(|| Warning { place: entry.value_place().start(), text }));
}

/// The shortest time between two fires within a minute, an hour or a day.
pub(super) fn shortest_period(fields: &CronFields) -> Option<Duration> {
    let sets = [(fields.seconds, 1), (fields.minutes, 60), (fields.hours.into(), 3600)];
    let (step, seconds) = sets.into_iter().find_map(|(set, seconds)| Some((smallest_step(set)?, seconds)))?;
    Some(Duration::from_secs(step * seconds))
}

/// Between two neighbours in a set of bits.
fn smallest_step(set: u64) -> Option<u64> {
    let members: Vec<u64> = (0..64).filter(|bit| set >> bit & 1 == 1).collect();
    members.windows(2).map(|two| two[1] - two[0]).min()
}

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `day_of_week = "1-5"`, which is Monday to Friday in a crontab only.
fn numbered_weekday(given: &FieldText) -> Option<Warning> {
    let written = given.as_str();
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
    Some(Warning { place: given.span(), text })
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

fn leap_day(place: Span, last: &str) -> Warning {
    let text =
        format!("29 february comes in leap years only; for the last day of each february write {last}");
    Warning { place, text }
}

/// Whether no other day matches.
fn is_leap_day(fields: &CronFields) -> bool {
    let only = fields.days == 1 << 29 && fields.months == 1 << 2;
    // A weekday beside a day is another day in a crontab.
    let any_weekday = fields.weekdays.count_ones() == 7;
    only && any_weekday && fields.nth == 0 && fields.from_end == 0 && fields.nearest == 0
}
