//! Values into what stands under a key.

use std::fmt::Debug;
use std::str::FromStr;
use std::time::Duration;

use super::refusal::Refusal;
use super::value::Value;
use crate::date::{LocalDate, Moment};
use crate::error::ParseErrors;
use crate::interval::{LONGEST, parse_length};
use crate::zone::TimeZone;

/// The text of a cron field. Whole numbers are taken, too, as by APScheduler.
pub(super) fn field_text(value: Value) -> Result<String, Refusal> {
    match value {
        Value::Text(text) => Ok(text),
        Value::Integer(number) => Ok(number.to_string()),
        other => Err(expected("a string or a whole number", &other)),
    }
}

/// A number of units; fractions are taken, too.
#[allow(clippy::cast_precision_loss, reason = "a count beyond 2^53 is too long in any unit")]
pub(super) fn number(value: Value) -> Result<f64, Refusal> {
    match value {
        Value::Integer(number) => Ok(number as f64),
        Value::Float(number) => Ok(number),
        other => Err(expected("a number", &other)),
    }
}

pub(super) fn moment(value: Value) -> Result<Moment, Refusal> {
    match value {
        Value::Text(text) => Ok(Moment::parse(&text)?),
        other => Err(expected("a date such as `2030-01-31 08:00:00`", &other)),
    }
}

pub(super) fn local_date(value: Value) -> Result<LocalDate, Refusal> {
    match value {
        Value::Text(text) => Ok(LocalDate::parse(&text)?),
        other => Err(expected("a date such as `2030-01-31`", &other)),
    }
}

/// A whole number from 0 to the highest.
pub(super) fn whole<T>(value: Value, highest: T) -> Result<T, Refusal>
where
    T: TryFrom<i128> + Into<i128> + Copy,
{
    let Value::Integer(number) = value else { return Err(expected("a whole number", &value)) };
    let fits = (0..=highest.into()).contains(&number);
    let outside = || Refusal::new(format!("`{number}` is not in 0-{}", highest.into()), None, None);
    T::try_from(number).ok().filter(|_| fits).ok_or_else(outside)
}

/// Seconds, or a length of time.
pub(super) fn jitter(value: Value) -> Result<Duration, Refusal> {
    match value {
        Value::Text(text) => Ok(parse_length(&text)?),
        Value::Integer(number) => no_longer(u64::try_from(number).ok().map(Duration::from_secs), &number),
        Value::Float(number) => no_longer(Duration::try_from_secs_f64(number).ok(), &number),
        other => Err(expected("a number of seconds", &other)),
    }
}

fn no_longer(length: Option<Duration>, number: &dyn Debug) -> Result<Duration, Refusal> {
    match length {
        Some(length) if length <= LONGEST => Ok(length),
        Some(_) => Err(Refusal::new(format!("`{number:?}` seconds are too long to be counted"), None, None)),
        None => Err(Refusal::new(format!("`{number:?}` is no length of time"), None, None)),
    }
}

pub(super) fn time_zone(value: Value) -> Result<TimeZone, Refusal> {
    match value {
        Value::Text(name) => Ok(TimeZone::get(&name)?),
        other => Err(expected("the name of a time zone, such as `Europe/Berlin`,", &other)),
    }
}

/// One of a few words.
pub(super) fn word<T: FromStr<Err = ParseErrors>>(value: Value) -> Result<T, Refusal> {
    match value {
        Value::Text(text) => Ok(text.parse()?),
        other => Err(expected("a word", &other)),
    }
}

fn expected(what: &str, found: &Value) -> Refusal {
    Refusal::new(format!("{what} is expected, not {}", found.kind()), None, None)
}
