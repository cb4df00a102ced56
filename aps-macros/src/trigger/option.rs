//! What an option of a trigger is set to.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::interval::{LONGEST, parse_length, parse_length_or_zero};
use aps_triggers::{DstGap, DstOverlap, ParseError, ParseErrors, check_zone_name};

use crate::attr::Entry;
use crate::diag::{Diagnostic, Sink};
use crate::value::{Scalar, Text};

pub(super) const EXAMPLE_DATE: &str = "a date such as `\"2030-01-31\"` or `\"2030-01-31 08:30:00\"`";

/// Checks an option that has no trigger to stand with.
pub(crate) fn check_alone(entry: &Entry, sink: &mut Sink) {
    match entry.key.to_string().as_str() {
        "timezone" => _ = zone(entry, sink),
        "jitter" => _ = jitter(entry, sink),
        "dst_gap" => _ = gap(entry, sink),
        "dst_overlap" => _ = overlap(entry, sink),
        _ => _ = moment(entry, sink),
    }
}

pub(super) fn zone(entry: &Entry, sink: &mut Sink) -> Option<String> {
    let text = sink.absorb(entry.text("an IANA time zone such as `\"Europe/Berlin\"`"))?;
    accept(check_zone_name(&text.value), &text, sink).map(str::to_owned)
}

pub(super) fn moment(entry: &Entry, sink: &mut Sink) -> Option<Moment> {
    let text = sink.absorb(entry.text(EXAMPLE_DATE))?;
    accept(Moment::parse(&text.value), &text, sink)
}

pub(super) fn local_date(entry: &Entry, sink: &mut Sink) -> Option<LocalDate> {
    let text = sink.absorb(entry.text("a date such as `\"2030-01-31\"`"))?;
    accept(LocalDate::parse(&text.value), &text, sink)
}

pub(super) fn jitter(entry: &Entry, sink: &mut Sink) -> Option<Duration> {
    let bounds = Duration::from_nanos(1)..=LONGEST;
    length(entry, "seconds, or a length of time such as `\"2m\"`", &bounds, sink)
}

pub(super) fn gap(entry: &Entry, sink: &mut Sink) -> Option<DstGap> {
    word(entry, "`\"next\"` or `\"skip\"`", sink)
}

pub(super) fn overlap(entry: &Entry, sink: &mut Sink) -> Option<DstOverlap> {
    word(entry, "`\"first\"`, `\"last\"` or `\"both\"`", sink)
}

/// What lengths there may be of most things, of which none at all is a mistake.
pub(crate) const ABOVE_ZERO: RangeInclusive<Duration> = Duration::from_nanos(1)..=Duration::MAX;

/// Seconds, or a length of time as text, within these bounds.
pub(crate) fn length(
    entry: &Entry,
    expected: &str,
    bounds: &RangeInclusive<Duration>,
    sink: &mut Sink,
) -> Option<Duration> {
    let (length, number) = match entry.scalar() {
        Some(Scalar::Text(text)) => return accept_length(&text, entry, bounds, sink),
        Some(Scalar::Integer(number)) => (number.digits.parse().ok().map(Duration::from_secs), number),
        Some(Scalar::Float(number)) => {
            let seconds = number.digits.parse().ok();
            (seconds.and_then(|count| Duration::try_from_secs_f64(count).ok()), number)
        }
        _ => {
            sink.push(entry.mismatch(expected));
            return None;
        }
    };
    let length = length.filter(|length| bounds.contains(length));
    if length.is_none() {
        let headline = format!("`{}` is out of range: `{}`", entry.key, number.digits);
        sink.push(Diagnostic::new(number.place, headline).help(format!("`{}` takes {expected}", entry.key)));
    }
    length
}

fn accept_length(
    text: &Text,
    entry: &Entry,
    bounds: &RangeInclusive<Duration>,
    sink: &mut Sink,
) -> Option<Duration> {
    let parse = if bounds.contains(&Duration::ZERO) { parse_length_or_zero } else { parse_length };
    let tell = |error: &ParseError| sink.push(Diagnostic::in_text(error, text).about(&entry.key));
    parse(&text.value).map_err(|errors| errors.iter().for_each(tell)).ok()
}

fn word<T: FromStr<Err = ParseErrors>>(entry: &Entry, expected: &str, sink: &mut Sink) -> Option<T> {
    let text = sink.absorb(entry.text(expected))?;
    accept(text.value.parse(), &text, sink)
}

/// The value, or nothing after noting every error in the text.
pub(super) fn accept<T>(result: Result<T, ParseErrors>, text: &Text, sink: &mut Sink) -> Option<T> {
    result.map_err(|errors| errors.iter().for_each(|error| sink.push(Diagnostic::in_text(error, text)))).ok()
}
