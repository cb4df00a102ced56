//! Triggers into values.

use std::cell::Cell;
use std::time::Duration;

use super::limits::{Left, too_deep, too_many};
use super::value::Value;
use super::write_value::{Unwritable, entry, insert, jitter, local_date, moment, seconds, zone};
use crate::calendar_interval::CalendarInterval;
use crate::cron::{DayRule, DstGap, DstOverlap, KeyedFields, parse_crontab};
use crate::date::Moment;
use crate::field::Field;
use crate::interval::{Unit, within_bounds};
use crate::zone::TimeZone;
use crate::{AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger};

/// Writes a trigger. What it gives reads as the same trigger; where that cannot be, it
/// gives none.
///
/// Options stand beside a trigger that is a text or a list, and inside one that is an
/// object.
pub(super) fn trigger(trigger: &AnyTrigger) -> Result<Value, Unwritable> {
    any(trigger, Left::all(&Cell::new(0)))
}

fn any(trigger: &AnyTrigger, left: Left<'_>) -> Result<Value, Unwritable> {
    left.count().ok_or_else(|| Unwritable(too_many()))?;
    let (name, (value, beside)) = match trigger {
        AnyTrigger::Cron(trigger) => ("cron", cron(trigger)?),
        AnyTrigger::Interval(trigger) => ("interval", interval(trigger)?),
        AnyTrigger::Date(trigger) => ("date", date(trigger)?),
        AnyTrigger::CalendarInterval(trigger) => ("calendar_interval", calendar_interval(trigger)?),
        AnyTrigger::And(trigger) => ("and", combined(trigger.members(), trigger.max_jitter(), left)?),
        AnyTrigger::Or(trigger) => ("or", combined(trigger.members(), trigger.max_jitter(), left)?),
        AnyTrigger::Custom(trigger) => {
            return Err(Unwritable(format!(
                "`{trigger}` is a trigger of your own, which has no form as data"
            )));
        }
    };
    let mut entries = vec![(name.to_owned(), value)];
    entries.extend(beside);
    Ok(Value::Object(entries))
}

type Written = Result<(Value, Vec<(String, Value)>), Unwritable>;

fn cron(trigger: &CronTrigger) -> Written {
    let mut options = options(trigger.zone(), trigger.starts(), trigger.ends(), trigger.max_jitter())?;
    let gap = Some(trigger.gap()).filter(|gap| *gap != DstGap::default());
    insert(&mut options, "dst_gap", gap.map(DstGap::name), word)?;
    let overlap = Some(trigger.overlap()).filter(|overlap| *overlap != DstOverlap::default());
    insert(&mut options, "dst_overlap", overlap.map(DstOverlap::name), word)?;
    if trigger.fields().day_rule == DayRule::Keyed {
        let mut fields = keyed(trigger).ok_or_else(|| Unwritable::unlike(trigger))?;
        fields.extend(options);
        return Ok((Value::Object(fields), Vec::new()));
    }
    match parse_crontab(trigger.text()) {
        Ok(read) if read.fields == *trigger.fields() && read.text == trigger.text() => {
            Ok((Value::Text(read.text), options))
        }
        _ => Err(Unwritable::unlike(trigger)),
    }
}

/// What cron and intervals have in common.
fn options(
    timezone: Option<TimeZone>,
    starts: Option<Moment>,
    ends: Option<Moment>,
    longest: Option<Duration>,
) -> Result<Vec<(String, Value)>, Unwritable> {
    let mut options = entry("timezone", timezone, zone)?;
    insert(&mut options, "start_date", starts, moment)?;
    insert(&mut options, "end_date", ends, moment)?;
    insert(&mut options, "jitter", longest, jitter)?;
    Ok(options)
}

#[allow(clippy::unnecessary_wraps, reason = "called as those that can fail")]
fn word(word: &'static str) -> Result<Value, Unwritable> {
    Ok(Value::text(word))
}

/// The keyed form is kept as it is printed, `month='6-8', hour='0'`. Plain numbers
/// become numbers.
fn keyed(trigger: &CronTrigger) -> Option<Vec<(String, Value)>> {
    let text = trigger.text();
    let pairs = text.split(", ").filter(|pair| !pair.is_empty());
    let pairs: Vec<_> = pairs.map(|pair| pair.strip_suffix('\'')?.split_once("='")).collect::<Option<_>>()?;
    let get = |field: Field| pairs.iter().find(|(key, _)| *key == field.name()).map(|(_, value)| *value);
    let [year, month, day, week, day_of_week, hour, minute, second] = Field::ALL.map(get);
    let fields = KeyedFields { year, month, day, week, day_of_week, hour, minute, second };
    let read = CronTrigger::keyed(&fields).ok()?;
    let value = |text: &str| text.parse().map_or_else(|_| Value::text(text), Value::Integer);
    let entries = || pairs.iter().map(|(key, text)| ((*key).to_owned(), value(text))).collect();
    (read.text() == text && read.fields() == trigger.fields()).then(entries)
}

/// The largest units that leave no fraction but of a second.
fn interval(trigger: &IntervalTrigger) -> Written {
    let length = trigger.length();
    within_bounds(length).map_err(|kind| Unwritable(format!("{trigger}: {kind}")))?;
    let mut entries = Vec::new();
    let mut left = length.as_secs();
    for (unit, size) in
        [(Unit::Weeks, 604_800), (Unit::Days, 86_400), (Unit::Hours, 3_600), (Unit::Minutes, 60)]
    {
        // A week and a day are eight days.
        let fits = unit != Unit::Weeks || left.is_multiple_of(size);
        if fits && left >= size {
            entries.push((unit.name().to_owned(), Value::Integer((left / size).into())));
            left %= size;
        }
    }
    if left > 0 || length.subsec_nanos() > 0 {
        entries.push((Unit::Seconds.name().to_owned(), seconds(left, length.subsec_nanos())));
    }
    entries.extend(options(trigger.zone(), trigger.starts(), trigger.ends(), trigger.max_jitter())?);
    Ok((Value::Object(entries), Vec::new()))
}

fn date(trigger: &DateTrigger) -> Written {
    Ok((moment(trigger.run_date())?, entry("timezone", trigger.zone(), zone)?))
}

fn calendar_interval(trigger: &CalendarIntervalTrigger) -> Written {
    let CalendarInterval { years, months, weeks, days } = trigger.interval();
    let (hour, minute, second) = trigger.time();
    if trigger.interval().is_zero() || hour > 23 || minute > 59 || second > 59 {
        return Err(Unwritable(format!("{trigger} never fires")));
    }
    let numbers = [
        ("years", years),
        ("months", months),
        ("weeks", weeks),
        ("days", days),
        ("hour", hour.into()),
        ("minute", minute.into()),
        ("second", second.into()),
    ];
    let given = numbers.into_iter().filter(|(_, number)| *number > 0);
    let mut entries: Vec<_> =
        given.map(|(key, number)| (key.to_owned(), Value::Integer(number.into()))).collect();
    insert(&mut entries, "timezone", trigger.zone(), zone)?;
    insert(&mut entries, "start_date", trigger.starts(), local_date)?;
    insert(&mut entries, "end_date", trigger.ends(), local_date)?;
    insert(&mut entries, "jitter", trigger.max_jitter(), jitter)?;
    let gap = Some(trigger.gap()).filter(|gap| *gap != DstGap::Skip);
    insert(&mut entries, "dst_gap", gap.map(DstGap::name), word)?;
    Ok((Value::Object(entries), Vec::new()))
}

fn combined(members: &[AnyTrigger], longest: Option<Duration>, left: Left<'_>) -> Written {
    let deeper = left.deeper().ok_or_else(|| Unwritable(too_deep()))?;
    if members.is_empty() {
        return Err(Unwritable("a combination of no triggers never fires".into()));
    }
    let list: Result<Vec<Value>, _> = members.iter().map(|member| any(member, deeper)).collect();
    Ok((Value::List(list?), entry("jitter", longest, jitter)?))
}
