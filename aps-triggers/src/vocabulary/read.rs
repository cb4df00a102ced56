//! Values into triggers.

use std::cell::Cell;
use std::time::Duration;

use super::keys::{Keys, given_twice};
use super::limits::{Left, too_deep, too_many};
use super::read_value::{field_text, jitter, local_date, moment, number, time_zone, whole, word};
use super::refusal::Refusal;
use super::value::Value;
use crate::calendar_interval::CalendarInterval;
use crate::cron::KeyedFields;
use crate::date::Moment;
use crate::field::Field;
use crate::interval::{Unit, length_of, parse_length};
use crate::kind::{Kind, Tag};
use crate::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
};

/// Reads a trigger, and those within it.
///
/// Whether a combination can ever fire is not looked at: that may change when its
/// members get the time zone of a scheduler, and what was written must be readable.
pub(super) fn trigger(value: Value) -> Result<AnyTrigger, Refusal> {
    any(value, Left::all(&Cell::new(0)))
}

fn any(value: Value, left: Left<'_>) -> Result<AnyTrigger, Refusal> {
    left.count().ok_or_else(|| Refusal::new(too_many(), None, None))?;
    let Value::Object(entries) = value else {
        let headline = format!("a trigger is an object, not {}", value.kind());
        return Err(Refusal::new(headline, None, Some(Kind::forms())));
    };
    let (mut named, beside): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(key, value)| Kind::named(key).is_some() && *value != Value::Null);
    let last = named.pop();
    match (named.pop(), last) {
        (None, Some((name, value))) => match Kind::named(&name) {
            Some(kind) => of_kind(Keys::new(kind, value, beside), left),
            None => Err(Kind::missing(&[])),
        },
        (_, None) => Err(Kind::missing(&given(&beside))),
        (Some((first, _)), Some((last, _))) => Err(Kind::several(&first, &last)),
    }
}

fn given(entries: &[(String, Value)]) -> Vec<&str> {
    entries.iter().filter(|(_, value)| *value != Value::Null).map(|(key, _)| key.as_str()).collect()
}

fn of_kind(mut keys: Keys, left: Left<'_>) -> Result<AnyTrigger, Refusal> {
    let trigger = match keys.kind.tag {
        Tag::Cron => cron(&mut keys).map(AnyTrigger::from),
        Tag::Interval => interval(&mut keys).map(AnyTrigger::from),
        Tag::Date => date(&mut keys).map(AnyTrigger::from),
        Tag::CalendarInterval => calendar_interval(&mut keys).map(AnyTrigger::from),
        Tag::And => {
            let trigger = members(&mut keys, left).map(AndTrigger::unchecked);
            set(trigger, keys.option("jitter", jitter), AndTrigger::jitter).map(AnyTrigger::from)
        }
        Tag::Or => {
            let trigger = members(&mut keys, left).map(OrTrigger::unchecked);
            set(trigger, keys.option("jitter", jitter), OrTrigger::jitter).map(AnyTrigger::from)
        }
    };
    keys.finish(trigger)
}

fn cron(keys: &mut Keys) -> Option<CronTrigger> {
    let schedule = match keys.short() {
        Some(Value::Text(crontab)) => keys.keep(CronTrigger::parse(&crontab)),
        Some(other) => keys.unexpected(&other),
        None => keyed(keys),
    };
    let zone = keys.option("timezone", time_zone);
    let prefixed = schedule.as_ref().is_some_and(|schedule| schedule.zone().is_some());
    if zone.is_some() && prefixed {
        keys.refuse(given_twice("timezone", "in the crontab and beside it"));
    }
    let trigger = set(schedule, zone, CronTrigger::timezone);
    let trigger = set(trigger, keys.option("start_date", moment), CronTrigger::start_date);
    let trigger = set(trigger, keys.option("end_date", moment), CronTrigger::end_date);
    let trigger = set(trigger, keys.option("jitter", jitter), CronTrigger::jitter);
    let trigger = set(trigger, keys.option("dst_gap", word), CronTrigger::dst_gap);
    set(trigger, keys.option("dst_overlap", word), CronTrigger::dst_overlap)
}

fn keyed(keys: &mut Keys) -> Option<CronTrigger> {
    let texts = Field::ALL.map(|field| keys.field(field.name(), field_text));
    let [year, month, day, week, day_of_week, hour, minute, second] = texts.each_ref().map(Option::as_deref);
    if keys.mistaken() {
        return None;
    }
    let fields = KeyedFields { year, month, day, week, day_of_week, hour, minute, second };
    keys.keep(CronTrigger::keyed(&fields).map_err(|errors| Refusal::in_fields(&errors)))
}

fn interval(keys: &mut Keys) -> Option<IntervalTrigger> {
    let length = match keys.short() {
        Some(Value::Text(length)) => keys.keep(parse_length(&length)),
        Some(other) => keys.unexpected(&other),
        None => length(keys),
    };
    let trigger = length.map(IntervalTrigger::every);
    let trigger = set(trigger, keys.option("timezone", time_zone), IntervalTrigger::timezone);
    let trigger = set(trigger, keys.option("start_date", moment), IntervalTrigger::start_date);
    let trigger = set(trigger, keys.option("end_date", moment), IntervalTrigger::end_date);
    set(trigger, keys.option("jitter", jitter), IntervalTrigger::jitter)
}

fn length(keys: &mut Keys) -> Option<Duration> {
    let units = Unit::ALL.map(|unit| keys.field(unit.name(), number).map(|count| (unit, count)));
    if keys.mistaken() || keys.has_unknown() {
        return None;
    }
    let length = length_of(units.into_iter().flatten());
    keys.keep(length.map_err(|error| Refusal::new(error.headline(), error.help(), error.note())))
}

fn date(keys: &mut Keys) -> Option<DateTrigger> {
    let date = match keys.short() {
        Some(Value::Text(date)) => keys.keep(Moment::parse(&date)),
        Some(other) => keys.unexpected(&other),
        None => run_date(keys),
    };
    set(date.map(DateTrigger::at), keys.option("timezone", time_zone), DateTrigger::timezone)
}

fn run_date(keys: &mut Keys) -> Option<Moment> {
    let date = keys.field("run_date", moment);
    if date.is_none() && !keys.mistaken() && !keys.has_unknown() {
        return keys.keep(Err(Refusal::new("`run_date` is missing", None, None)));
    }
    date
}

fn calendar_interval(keys: &mut Keys) -> Option<CalendarIntervalTrigger> {
    if let Some(other) = keys.short() {
        return keys.unexpected(&other);
    }
    let [years, months, weeks, days] = ["years", "months", "weeks", "days"]
        .map(|unit| keys.field(unit, |value| whole(value, u32::MAX)).unwrap_or(0));
    let [hour, minute, second] = [("hour", 23_u8), ("minute", 59), ("second", 59)]
        .map(|(unit, highest)| keys.field(unit, |value| whole(value, highest)).unwrap_or(0));
    let interval = CalendarInterval { years, months, weeks, days };
    let trigger = CalendarIntervalTrigger::every(interval).at(hour, minute, second);
    if interval.is_zero() && !keys.mistaken() && !keys.has_unknown() {
        let help = "give `years`, `months`, `weeks` or `days`".to_owned();
        keys.keep::<()>(Err(Refusal::new("the interval has no length", Some(help), None)));
    }
    let trigger = set(Some(trigger), keys.option("timezone", time_zone), CalendarIntervalTrigger::timezone);
    let trigger = set(trigger, keys.option("start_date", local_date), CalendarIntervalTrigger::start_date);
    let trigger = set(trigger, keys.option("end_date", local_date), CalendarIntervalTrigger::end_date);
    let trigger = set(trigger, keys.option("jitter", jitter), CalendarIntervalTrigger::jitter);
    set(trigger, keys.option("dst_gap", word), CalendarIntervalTrigger::dst_gap)
}

fn members(keys: &mut Keys, left: Left<'_>) -> Option<Vec<AnyTrigger>> {
    let list = match keys.short() {
        Some(Value::List(list)) => list,
        Some(other) => return keys.unexpected(&other),
        None => return keys.unexpected(&Value::Object(Vec::new())),
    };
    if list.is_empty() {
        return keys.keep(Err(Refusal::new("the list of triggers is empty", None, None)));
    }
    let Some(deeper) = left.deeper() else {
        return keys.keep(Err(Refusal::new(too_deep(), None, None)));
    };
    let mut members = Vec::new();
    for (place, member) in list.into_iter().enumerate() {
        members.extend(keys.keep(any(member, deeper).map_err(|refusal| refusal.at(place))));
    }
    Some(members)
}

/// The trigger with an option set, if there are both.
fn set<T, V>(trigger: Option<T>, value: Option<V>, set: impl Fn(T, V) -> T) -> Option<T> {
    match (trigger, value) {
        (Some(trigger), Some(value)) => Some(set(trigger, value)),
        (trigger, _) => trigger,
    }
}
