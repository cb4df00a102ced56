//! What an option of a trigger is set to.

use std::str::FromStr;
use std::time::Duration;

use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::interval::parse_length;
use aps_triggers::{DstGap, DstOverlap, ParseError, ParseErrors, check_zone_name};

use crate::attr::Entry;
use crate::diag::{Diagnostic, Sink};
use crate::value::{Number, Scalar, Text};

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
    length(entry, "seconds, or a length of time such as `\"2m\"`", sink)
}

pub(super) fn gap(entry: &Entry, sink: &mut Sink) -> Option<DstGap> {
    word(entry, "`\"next\"` or `\"skip\"`", sink)
}

pub(super) fn overlap(entry: &Entry, sink: &mut Sink) -> Option<DstOverlap> {
    word(entry, "`\"first\"`, `\"last\"` or `\"both\"`", sink)
}

/// Seconds, or a length of time as text; never zero.
pub(crate) fn length(entry: &Entry, expected: &str, sink: &mut Sink) -> Option<Duration> {
    match entry.scalar() {
        Some(Scalar::Text(text)) => {
            let named = |error: &ParseError| sink.push(Diagnostic::in_text(error, &text).about(&entry.key));
            parse_length(&text.value).map_err(|errors| errors.iter().for_each(named)).ok()
        }
        Some(Scalar::Integer(number)) => {
            let seconds = number.digits.parse().ok().map(Duration::from_secs);
            above_zero(seconds, entry, &number, expected, sink)
        }
        Some(Scalar::Float(number)) => {
            let seconds =
                number.digits.parse().ok().and_then(|count| Duration::try_from_secs_f64(count).ok());
            above_zero(seconds, entry, &number, expected, sink)
        }
        _ => {
            sink.push(entry.mismatch(expected));
            None
        }
    }
}

fn above_zero(
    length: Option<Duration>,
    entry: &Entry,
    number: &Number,
    expected: &str,
    sink: &mut Sink,
) -> Option<Duration> {
    let length = length.filter(|length| !length.is_zero());
    if length.is_none() {
        let headline = format!("`{}` is out of range: `{}`", entry.key, number.digits);
        sink.push(Diagnostic::new(number.place, headline).help(format!("`{}` takes {expected}", entry.key)));
    }
    length
}

fn word<T: FromStr<Err = ParseErrors>>(entry: &Entry, expected: &str, sink: &mut Sink) -> Option<T> {
    let text = sink.absorb(entry.text(expected))?;
    accept(text.value.parse(), &text, sink)
}

/// The value, or nothing after noting every error in the text.
pub(super) fn accept<T>(result: Result<T, ParseErrors>, text: &Text, sink: &mut Sink) -> Option<T> {
    result.map_err(|errors| errors.iter().for_each(|error| sink.push(Diagnostic::in_text(error, text)))).ok()
}
