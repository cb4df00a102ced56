//! The units of `interval(…)` and `calendar_interval(…)`, and those that they have under
//! another name, or have not.

use std::time::Duration;

use aps_triggers::interval::{Unit, length_of};

use super::Written;
use super::keys::Keys;
use crate::attr::Entry;
use crate::diag::{Diagnostic, Sink};
use crate::value::{Scalar, Value};

/// The sum of the units of `interval(…)`.
pub(super) fn units(keys: &Keys<'_>, sink: &mut Sink) -> Option<Duration> {
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
pub(super) fn whole(entry: &Entry, highest: u32, sink: &mut Sink) -> Option<u32> {
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

/// The unit that a short or singular name stands for.
pub(super) fn long_name(key: &str) -> Option<&'static str> {
    match key {
        "week" | "w" => Some("weeks"),
        "day" | "d" => Some("days"),
        "hour" | "hrs" | "hr" | "h" => Some("hours"),
        "minute" | "mins" | "min" | "m" => Some("minutes"),
        "second" | "secs" | "sec" | "s" => Some("seconds"),
        _ => None,
    }
}

/// What to say of a unit that `interval(…)` does not have.
pub(super) fn elsewhere(entry: &Entry, written: &Written) -> Option<Diagnostic> {
    let key = entry.key.to_string();
    let amount = match &entry.value {
        Value::Assigned(tokens) => tokens.to_string(),
        _ => "1".into(),
    };
    let (help, note) = match key.as_str() {
        "month" | "months" | "year" | "years" => {
            let unit = if key.starts_with('m') { "months" } else { "years" };
            let instead = if written.is_macro() {
                format!("use `CalendarIntervalTrigger::{unit}({amount})`")
            } else {
                format!("write `calendar_interval({unit} = {amount})`")
            };
            (instead, "months and years differ in length")
        }
        "milliseconds" | "millis" | "ms" => {
            let name = written.name();
            (format!("write `{name}(\"{amount}ms\")`"), "units are weeks, days, hours, minutes and seconds")
        }
        _ => return None,
    };
    let headline = format!("`{}(…)` has no `{key}`", written.name());
    Some(Diagnostic::new(entry.place(), headline).help(help).note(note))
}
