//! From what is written to what is meant. Every fault is reported.

use std::time::Duration;

use aps_triggers::calendar_interval::{CalendarInterval, check_calendar_interval};
use aps_triggers::cron::{
    CronFields, KeyedFields, canonical_keyed, check_together, parse_crontab, parse_keyed,
};
use aps_triggers::date::Moment;
use aps_triggers::interval::{Unit, length_of, parse_length};
use aps_triggers::kind::Tag;
use aps_triggers::{DstGap, Field, ParseError, ParseErrorKind};

use super::keys::Keys;
use super::option::{EXAMPLE_DATE, accept, gap, jitter, local_date, moment, overlap, zone};
use super::{Calendar, Cron, Date, Interval, Members, Trigger, Window, Written};
use crate::attr::Entry;
use crate::diag::{Diagnostic, Sink};
use crate::value::{Number, Scalar, Text};

impl Trigger {
    /// `beside` is what stands outside of the parentheses.
    pub(crate) fn read(written: &Written, beside: &[Entry], sink: &mut Sink) -> Option<Self> {
        let before = sink.len();
        let trigger = Self::of_kind(written, beside, sink);
        if trigger.is_none() && sink.len() == before {
            // A job that is left out without a word would be the worst of all faults.
            let headline = format!("aps failed to read this `{}`", written.name());
            sink.push(Diagnostic::new(written.place(), headline).help("please report this as a bug of aps"));
        }
        trigger
    }

    fn of_kind(written: &Written, beside: &[Entry], sink: &mut Sink) -> Option<Self> {
        let keys = Keys::read(written, beside, sink);
        match written.kind.tag {
            Tag::Cron => cron(&keys, sink).map(|cron| Self::Cron(Box::new(cron))),
            Tag::Interval => interval(&keys, sink).map(Self::Interval),
            Tag::Date => date(&keys, sink).map(Self::Date),
            Tag::CalendarInterval => calendar_interval(&keys, sink).map(Self::CalendarInterval),
            Tag::And => {
                let members = members(&keys, sink)?;
                check_meeting(&members.members, written, sink);
                Some(Self::And(members))
            }
            Tag::Or => members(&keys, sink).map(Self::Or),
        }
    }
}

fn cron(keys: &Keys<'_>, sink: &mut Sink) -> Option<Cron> {
    let mut window = window(keys, sink);
    let gap = keys.option("dst_gap", gap, sink).unwrap_or_default();
    let overlap = keys.option("dst_overlap", overlap, sink).unwrap_or_default();
    let jitter = keys.option("jitter", jitter, sink);
    let (fields, text) = match &keys.text {
        None => keyed(keys, sink)?,
        Some(text) => {
            let crontab = accept(parse_crontab(&text.value), text, sink)?;
            if let (Some(zone), Some(_)) = (keys.option_entry("timezone"), &crontab.timezone) {
                let headline = "the time zone is given here and in the crontab";
                sink.push(Diagnostic::new(zone.value_place(), headline).help("keep one of the two"));
            }
            window.timezone = window.timezone.or(crontab.timezone.map(|prefix| prefix.name));
            (crontab.fields, crontab.text)
        }
    };
    Some(Cron { fields, text, window, gap, overlap, jitter })
}

fn interval(keys: &Keys<'_>, sink: &mut Sink) -> Option<Interval> {
    let window = window(keys, sink);
    let jitter = keys.option("jitter", jitter, sink);
    let length = match &keys.text {
        Some(text) => accept(parse_length(&text.value), text, sink)?,
        None => units(keys, sink)?,
    };
    Some(Interval { length, window, jitter })
}

fn date(keys: &Keys<'_>, sink: &mut Sink) -> Option<Date> {
    let timezone = keys.option("timezone", zone, sink);
    let text = match &keys.text {
        Some(text) => text.clone(),
        None if keys.says_when(sink) => sink.absorb(keys.field("run_date")?.text(EXAMPLE_DATE))?,
        None => return None,
    };
    Some(Date { moment: accept(Moment::parse(&text.value), &text, sink)?, timezone })
}

fn calendar_interval(keys: &Keys<'_>, sink: &mut Sink) -> Option<Calendar> {
    let timezone = keys.option("timezone", zone, sink);
    let start = keys.option("start_date", local_date, sink);
    let end = keys.option("end_date", local_date, sink);
    let gap = keys.option("dst_gap", gap, sink).unwrap_or(DstGap::Skip);
    let jitter = keys.option("jitter", jitter, sink);
    if !keys.says_when(sink) {
        return None;
    }
    let mut number = |unit, highest| keys.field(unit).map_or(Some(0), |entry| whole(entry, highest, sink));
    let [years, months, weeks, days] =
        ["years", "months", "weeks", "days"].map(|unit| number(unit, u32::MAX));
    let [hour, minute, second] = [("hour", 23), ("minute", 59), ("second", 59)]
        .map(|(unit, highest)| number(unit, highest).and_then(|number| u8::try_from(number).ok()));
    let interval = CalendarInterval { years: years?, months: months?, weeks: weeks?, days: days? };
    let time = (hour?, minute?, second?);
    if keys.refused() && interval.is_zero() {
        return None;
    }
    match check_calendar_interval(interval, time, start, end) {
        Ok(()) => Some(Calendar { interval, time, timezone, start, end, gap, jitter }),
        Err(errors) => {
            errors.iter().for_each(|error| sink.push(in_calendar(error, keys)));
            None
        }
    }
}

fn in_calendar(error: &ParseError, keys: &Keys<'_>) -> Diagnostic {
    if matches!(error.kind(), ParseErrorKind::EndBeforeStart) {
        return reversed(keys);
    }
    let help = format!("give `years`, `months`, `weeks` or `days`, as in `{}`", keys.written.example());
    Diagnostic::of_parse_error(keys.written.place(), error).help(help)
}

fn members(keys: &Keys<'_>, sink: &mut Sink) -> Option<Members> {
    let jitter = keys.option("jitter", jitter, sink);
    if !keys.says_when(sink) {
        return None;
    }
    let written: Vec<_> = keys.fields.iter().filter_map(Written::of).collect();
    // Of all of them, so that no fault of one hides those of another.
    let members: Vec<_> = written.iter().map(|member| Trigger::read(member, &[], sink)).collect();
    Some(Members { members: members.into_iter().collect::<Option<_>>()?, jitter })
}

/// Whether the cron triggers among the members ever match at once. The rest needs the
/// rules of time zones: the scheduler looks when it starts.
fn check_meeting(members: &[Trigger], written: &Written, sink: &mut Sink) {
    let crons: Vec<&Cron> = members.iter().filter_map(Trigger::as_cron).collect();
    let zone = crons.first().and_then(|first| first.window.timezone.as_deref());
    let one_zone = crons.iter().all(|cron| cron.window.timezone.as_deref() == zone);
    // Times that the clocks skip come together after the gap.
    let moved = |cron: &&Cron| cron.fields.fixed_time && cron.gap == DstGap::Next;
    let has_gaps = zone.is_some_and(|zone| zone != "UTC");
    if !one_zone || has_gaps && crons.iter().any(moved) {
        return;
    }
    let fields: Vec<&CronFields> = crons.iter().map(|cron| &cron.fields).collect();
    if let Err(errors) = check_together(&fields) {
        errors.iter().for_each(|error| sink.push(Diagnostic::of_parse_error(written.place(), error)));
    }
}

impl Trigger {
    fn as_cron(&self) -> Option<&Cron> {
        match self {
            Self::Cron(cron) => Some(cron),
            _ => None,
        }
    }
}

/// The time zone and the first and the last moment.
fn window(keys: &Keys<'_>, sink: &mut Sink) -> Window {
    let timezone = keys.option("timezone", zone, sink);
    let start = keys.option("start_date", moment, sink);
    let end = keys.option("end_date", moment, sink);
    if start.zip(end).is_some_and(|(start, end)| is_after(start, end)) {
        sink.push(reversed(keys));
    }
    Window { timezone, start, end }
}

fn reversed(keys: &Keys<'_>) -> Diagnostic {
    let place = keys.option_entry("end_date").map_or_else(|| keys.written.place(), Entry::value_place);
    Diagnostic::new(place, "`start_date` is after `end_date`, so the job would never run")
        .help("give a later `end_date`")
}

/// Only what can be told without the rules of the time zone.
fn is_after(start: Moment, end: Moment) -> bool {
    match (start, end) {
        (Moment::Instant { seconds: s, nanos: n }, Moment::Instant { seconds, nanos }) => {
            (s, n) > (seconds, nanos)
        }
        (Moment::Local { .. }, Moment::Local { .. }) => wall_clock(start) > wall_clock(end),
        _ => false,
    }
}

fn wall_clock(moment: Moment) -> Option<(u16, [u8; 5], u32)> {
    match moment {
        Moment::Local { year, month, day, hour, minute, second, nanos } => {
            Some((year, [month, day, hour, minute, second], nanos))
        }
        Moment::Instant { .. } => None,
    }
}

/// The text of one cron field. A number stands for its digits.
enum FieldText {
    Text(Text),
    Number(Number),
}

fn keyed(keys: &Keys<'_>, sink: &mut Sink) -> Option<(CronFields, String)> {
    if !keys.says_when(sink) {
        return None;
    }
    let before = sink.len();
    let texts = Field::ALL.map(|field| {
        let entry = keys.field(field.name())?;
        match entry.scalar() {
            Some(Scalar::Text(text)) => Some(FieldText::Text(text)),
            Some(Scalar::Integer(number)) => Some(FieldText::Number(number)),
            _ => {
                sink.push(entry.mismatch("a whole number or a string such as `\"1-5\"` or `\"*/5\"`"));
                None
            }
        }
    });
    let [year, month, day, week, day_of_week, hour, minute, second] =
        texts.each_ref().map(|text| text.as_ref().map(FieldText::as_str));
    let fields = KeyedFields { year, month, day, week, day_of_week, hour, minute, second };
    match parse_keyed(&fields) {
        // What could not be read is no field that was left out.
        Ok(parsed) => (sink.len() == before).then(|| (parsed, canonical_keyed(&fields))),
        Err(errors) => {
            errors.iter().for_each(|error| sink.push(in_field(error, &texts, keys)));
            None
        }
    }
}

impl FieldText {
    fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => &text.value,
            Self::Number(number) => &number.digits,
        }
    }
}

fn in_field(error: &ParseError, texts: &[Option<FieldText>; 8], keys: &Keys<'_>) -> Diagnostic {
    let mut given = Field::ALL.into_iter().zip(texts);
    match given.find(|(field, _)| Some(*field) == error.field()).and_then(|(_, text)| text.as_ref()) {
        Some(FieldText::Text(text)) => Diagnostic::in_text(error, text),
        Some(FieldText::Number(number)) => Diagnostic::of_parse_error(number.place, error),
        None => Diagnostic::of_parse_error(keys.written.place(), error),
    }
}

fn units(keys: &Keys<'_>, sink: &mut Sink) -> Option<Duration> {
    if !keys.says_when(sink) {
        return None;
    }
    let given = Unit::ALL.into_iter().filter_map(|unit| Some((unit, keys.field(unit.name())?)));
    let units: Vec<_> = given.map(|(unit, entry)| Some((unit, sink.absorb(unit_count(entry))?))).collect();
    // A sum without one of its parts means nothing, so it is not looked at further.
    let units = units.into_iter().collect::<Option<Vec<_>>>()?;
    length_of(units).map_err(|error| sink.push(Diagnostic::of_parse_error(keys.written.place(), &error))).ok()
}

fn unit_count(entry: &Entry) -> Result<f64, Diagnostic> {
    let expected = "a number such as `2` or `0.5`";
    let Some(Scalar::Integer(number) | Scalar::Float(number)) = entry.scalar() else {
        return Err(entry.mismatch(expected));
    };
    match number.digits.parse() {
        Ok(amount) if amount >= 0.0 => Ok(amount),
        _ => Err(Diagnostic::new(number.place, format!("`{}` is negative: `{}`", entry.key, number.digits))
            .help(format!("`{}` takes {expected}", entry.key))),
    }
}

/// A whole number from 0 to the highest.
fn whole(entry: &Entry, highest: u32, sink: &mut Sink) -> Option<u32> {
    let expected = if highest == u32::MAX {
        "a whole number".to_owned()
    } else {
        format!("a whole number from 0 to {highest}")
    };
    let Some(Scalar::Integer(number)) = entry.scalar() else {
        sink.push(entry.mismatch(&expected));
        return None;
    };
    let count = number.digits.parse().ok().filter(|count| *count <= highest);
    if count.is_none() {
        let headline = format!("`{}` is out of range: `{}`", entry.key, number.digits);
        sink.push(Diagnostic::new(number.place, headline).help(format!("`{}` takes {expected}", entry.key)));
    }
    count
}
