//! What stands under a key.

use std::fmt;
use std::time::Duration;

use super::value::Value;
use crate::CronTrigger;
use crate::calendar::Date;
use crate::date::{LocalDate, Moment};
use crate::interval::LONGEST;
use crate::zone::TimeZone;

/// Why a trigger cannot be written: nothing would read as the same one.
#[derive(Debug)]
pub(super) struct Unwritable(pub(super) String);

impl Unwritable {
    /// The text that a trigger is kept with does not say what it does.
    pub(super) fn unlike(trigger: &CronTrigger) -> Self {
        Self(format!("the text of `{trigger}` does not read as its fields"))
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The entry of an option that is set.
pub(super) fn entry<T>(
    key: &str,
    option: Option<T>,
    write: impl Fn(T) -> Result<Value, Unwritable>,
) -> Result<Vec<(String, Value)>, Unwritable> {
    let mut entries = Vec::new();
    insert(&mut entries, key, option, write)?;
    Ok(entries)
}

/// Adds the entry of an option that is set.
pub(super) fn insert<T>(
    entries: &mut Vec<(String, Value)>,
    key: &str,
    option: Option<T>,
    write: impl Fn(T) -> Result<Value, Unwritable>,
) -> Result<(), Unwritable> {
    if let Some(option) = option {
        entries.push((key.to_owned(), write(option)?));
    }
    Ok(())
}

pub(super) fn zone(zone: TimeZone) -> Result<Value, Unwritable> {
    match TimeZone::get(zone.name()) {
        Ok(read) if read == zone => Ok(Value::text(zone.name())),
        _ => Err(Unwritable(format!("`{zone}` is not a time zone"))),
    }
}

/// `2030-01-31 08:00:00`, or with a `Z` if it is absolute.
pub(super) fn moment(moment: Moment) -> Result<Value, Unwritable> {
    let text = match moment {
        Moment::Local { year, month, day, hour, minute, second, nanos } => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            format!("{date} {hour:02}:{minute:02}:{second:02}{}", fraction(nanos))
        }
        Moment::Instant { seconds, nanos } => instant(seconds, nanos),
    };
    match (Moment::parse(&text), moment) {
        (Ok(read), _) if read == moment => Ok(Value::Text(text)),
        (_, Moment::Local { .. }) => Err(outside(&text)),
        (_, Moment::Instant { seconds, nanos }) => Err(outside(&with_offset(seconds, nanos, 0, "Z"))),
    }
}

/// Nobody has given the offset that it was tried with.
fn outside(moment: &str) -> Unwritable {
    Unwritable(format!("the moment {moment} is not in the years 1 to 9999"))
}

/// RFC 3339. Instants just outside of its years are in them with another offset.
fn instant(seconds: i64, nanos: u32) -> String {
    let (offset, suffix) = match seconds {
        ..FIRST => (LARGEST_OFFSET, "+23:59"),
        FIRST..=LAST => (0, "Z"),
        _ => (-LARGEST_OFFSET, "-23:59"),
    };
    with_offset(seconds, nanos, offset, suffix)
}

fn with_offset(seconds: i64, nanos: u32, offset: i64, suffix: &str) -> String {
    let local = seconds.saturating_add(offset);
    let (days, time) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    // Those of `chrono` are well within; days beyond have no date, and end in the error above.
    let date = Date::from_days(days.clamp(-FARTHEST, FARTHEST));
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    let date = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    format!("{date}T{hour:02}:{minute:02}:{second:02}{}{suffix}", fraction(nanos))
}

/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;
const LARGEST_OFFSET: i64 = 86_340;
/// In days, 298,000 years.
const FARTHEST: i64 = 109_000_000;

/// The digits behind the seconds, as few as say it.
fn fraction(nanos: u32) -> String {
    if nanos == 0 {
        return String::new();
    }
    let digits = format!("{nanos:09}");
    format!(".{}", digits.trim_end_matches('0'))
}

pub(super) fn local_date(date: LocalDate) -> Result<Value, Unwritable> {
    let text = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
    match LocalDate::parse(&text) {
        Ok(read) if read == date => Ok(Value::Text(text)),
        _ => Err(Unwritable(format!("the date {text} is not in the years 1 to 9999"))),
    }
}

/// A number of seconds, whole if it is. `whole` is small enough to keep all digits.
#[allow(clippy::cast_precision_loss, reason = "the callers see to it")]
pub(super) fn seconds(whole: u64, nanos: u32) -> Value {
    match nanos {
        0 => Value::Integer(whole.into()),
        nanos => Value::Float(Duration::new(whole, nanos).as_secs_f64()),
    }
}

/// A number of seconds, or a length of time where a number would lose digits.
pub(super) fn jitter(longest: Duration) -> Result<Value, Unwritable> {
    let (whole, nanos) = (longest.as_secs(), longest.subsec_nanos());
    let keeps_its_digits = nanos == 0 || whole < EXACT;
    if longest <= LONGEST && keeps_its_digits {
        return Ok(seconds(whole, nanos));
    }
    let text = format!("{whole}{}s", fraction(nanos));
    if longest > LONGEST {
        Err(Unwritable(format!("a jitter of {text} is too long")))
    } else {
        Ok(Value::Text(text))
    }
}

/// Below it a nanosecond is many times what a float distinguishes. Not all readers of
/// JSON get the last bit right.
const EXACT: u64 = 1_000_000;
