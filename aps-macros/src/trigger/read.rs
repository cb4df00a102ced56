//! From what is written to what is meant. Every fault is reported.

use aps_triggers::calendar_interval::{CalendarInterval, check_calendar_interval};
use aps_triggers::cron::{CronFields, parse_crontab};
use aps_triggers::date::Moment;
use aps_triggers::interval::parse_length;
use aps_triggers::kind::Tag;
use aps_triggers::{DstGap, ParseError, ParseErrorKind};

use super::fields::keyed;
use super::keys::Keys;
use super::members::{check_meeting, members};
use super::option::{EXAMPLE_DATE, accept, gap, jitter, local_date, overlap, zone};
use super::units::{units, whole};
use super::window::{reversed, window};
use super::{Calendar, Cron, Date, Interval, Trigger, Window, Written, suspicious};
use crate::attr::Entry;
use crate::diag::{Diagnostic, Sink};
use crate::value::Text;

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
        Some(text) => crontab(text, keys, &mut window, sink)?,
    };
    suspicious::jitter(keys, jitter, suspicious::shortest_period(&fields), sink);
    Some(Cron { fields, text, window, gap, overlap, jitter })
}

/// The time zone may stand in the text.
fn crontab(
    text: &Text,
    keys: &Keys<'_>,
    window: &mut Window,
    sink: &mut Sink,
) -> Option<(CronFields, String)> {
    let crontab = accept(parse_crontab(&text.value), text, sink)?;
    if let (Some(zone), Some(_)) = (keys.option_entry("timezone"), &crontab.timezone) {
        let headline = "the time zone is given here and in the crontab";
        sink.push(Diagnostic::new(zone.value_place(), headline).help("keep one of the two"));
    }
    let written = crontab.timezone.map(|prefix| prefix.name);
    window.timezone = window.timezone.take().or(written);
    suspicious::crontab(text, &crontab.fields, sink);
    Some((crontab.fields, crontab.text))
}

fn interval(keys: &Keys<'_>, sink: &mut Sink) -> Option<Interval> {
    let window = window(keys, sink);
    let jitter = keys.option("jitter", jitter, sink);
    let length = match &keys.text {
        Some(text) => accept(parse_length(&text.value), text, sink)?,
        None => units(keys, sink)?,
    };
    suspicious::jitter(keys, jitter, Some(length), sink);
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
    Diagnostic::of_parse_error(keys.written.place(), error)
}
