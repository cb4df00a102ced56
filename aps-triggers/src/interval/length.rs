//! The length of an interval, as a text or as numbers of units.

use std::time::Duration;

use super::meant::meant_length;
use crate::cron::is_readable;
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::piece::Piece;
use crate::suggest;

/// The units an interval is given in. A day is 24 hours of elapsed time, as in
/// APScheduler: it is not "the same time tomorrow".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Seven days.
    Weeks,
    /// 24 hours.
    Days,
    /// 60 minutes.
    Hours,
    /// 60 seconds.
    Minutes,
    /// Seconds.
    Seconds,
}

impl Unit {
    /// Every unit, the longest first.
    pub const ALL: [Self; 5] = [Self::Weeks, Self::Days, Self::Hours, Self::Minutes, Self::Seconds];

    /// The name used as a key: `weeks`, `days`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weeks => "weeks",
            Self::Days => "days",
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
        }
    }

    pub(super) const fn seconds(self) -> u32 {
        match self {
            Self::Weeks => 604_800,
            Self::Days => 86_400,
            Self::Hours => 3_600,
            Self::Minutes => 60,
            Self::Seconds => 1,
        }
    }
}

/// The sum of some numbers of units, to the nanosecond.
///
/// ```
/// use aps_triggers::interval::{Unit, length_of};
/// let length = length_of([(Unit::Hours, 1.0), (Unit::Minutes, 30.0)]).unwrap();
/// assert_eq!(length.as_secs(), 5_400);
/// ```
///
/// # Errors
///
/// If a number is negative or not finite, and if the sum is zero or beyond what
/// can be counted. The span of the error is empty, as there is no text.
pub fn length_of(units: impl IntoIterator<Item = (Unit, f64)>) -> Result<Duration, ParseError> {
    let refuse = |kind| ParseError::new(Subject::Length, kind, 0..0);
    let mut sum = Duration::ZERO;
    for (unit, count) in units {
        let length = scaled(unit, count).map_err(refuse)?;
        sum = sum.checked_add(length).ok_or_else(|| refuse(Kind::TooLong))?;
    }
    within_bounds(sum).map_err(refuse)
}

fn scaled(unit: Unit, count: f64) -> Result<Duration, Kind> {
    if !count.is_finite() {
        return Err(Kind::NotFinite);
    }
    if count < 0.0 {
        return Err(Kind::NegativeLength);
    }
    Duration::try_from_secs_f64(count * f64::from(unit.seconds())).map_err(|_| Kind::TooLong)
}

/// The longest time between two fires, and the longest [jitter](crate::AnyTrigger::max_jitter): 10,000 years of
/// 366 days, since no schedule waits longer than the calendar lasts.
pub const LONGEST: Duration = Duration::from_secs(10_000 * 366 * 86_400);

pub(crate) fn within_bounds(length: Duration) -> Result<Duration, Kind> {
    match length {
        Duration::ZERO => Err(Kind::ZeroLength),
        length if length > LONGEST => Err(Kind::TooLong),
        length => Ok(length),
    }
}

/// Reads a length such as `2h`, `1h 30m`, `90s`, `1 day`, `1.5h` or `500ms`.
///
/// ```
/// use std::time::Duration;
/// use aps_triggers::interval::parse_length;
/// assert_eq!(parse_length("1h 30m").unwrap(), Duration::from_secs(5_400));
/// assert_eq!(parse_length("1.5 hours").unwrap(), Duration::from_secs(5_400));
/// assert_eq!(parse_length("500ms").unwrap(), Duration::from_millis(500));
/// assert!(parse_length("90").is_err());
/// ```
///
/// # Errors
///
/// If a number or a unit is missing or unknown, and if the length is zero,
/// negative or beyond what can be counted.
pub fn parse_length(text: &str) -> Result<Duration, ParseErrors> {
    parse(text, within_bounds)
}

/// As [`parse_length`], for what may also be no time at all.
///
/// ```
/// use std::time::Duration;
/// use aps_triggers::interval::parse_length_or_zero;
/// assert_eq!(parse_length_or_zero("0m").unwrap(), Duration::ZERO);
/// assert!(parse_length_or_zero("0").is_err());
/// ```
///
/// # Errors
///
/// As there, but for a length of zero.
pub fn parse_length_or_zero(text: &str) -> Result<Duration, ParseErrors> {
    parse(text, |length| if length.is_zero() { Ok(length) } else { within_bounds(length) })
}

type Bounds = fn(Duration) -> Result<Duration, Kind>;

fn parse(text: &str, bounds: Bounds) -> Result<Duration, ParseErrors> {
    let whole = Piece::whole(text);
    let refuse = |(kind, at): (Kind, Piece<'_>)| {
        ParseErrors::in_text(text, vec![ParseError::new(Subject::Length, kind, at.span())])
    };
    if whole.trim().is_empty() {
        return Err(refuse((Kind::Empty, whole)));
    }
    let explained = |wrong| other_notation(text.trim()).map_or(wrong, |kind| (kind, whole.trim()));
    read(whole, bounds).map_err(|wrong| refuse(explained(wrong)))
}

/// Whether a text is a length as it stands.
pub(crate) fn is_length(text: &str) -> bool {
    read(Piece::whole(text), within_bounds).is_ok()
}

fn read(whole: Piece<'_>, bounds: Bounds) -> Result<Duration, Wrong<'_>> {
    let mut rest = whole.trim();
    let mut nanos: u128 = 0;
    while !rest.is_empty() {
        let (part, after) = read_part(rest)?;
        nanos = nanos.saturating_add(part);
        rest = after.trim();
    }
    from_nanos(nanos).and_then(bounds).map_err(|kind| (kind, whole))
}

/// A crontab or a notation of lengths that is another one's.
fn other_notation(text: &str) -> Option<Kind> {
    let found =
        |what, instead| Some(Kind::OtherNotation { text: text.to_owned(), what, instead: Some(instead) });
    if is_readable(text) {
        return found("a crontab, not a length of time", format!("cron = \"{text}\""));
    }
    meant_length(text).and_then(|length| found("not how a length of time is written", length))
}

fn from_nanos(nanos: u128) -> Result<Duration, Kind> {
    let seconds = u64::try_from(nanos / NANOS).map_err(|_| Kind::TooLong)?;
    let rest = u32::try_from(nanos % NANOS).map_err(|_| Kind::TooLong)?;
    Ok(Duration::new(seconds, rest))
}

const NANOS: u128 = 1_000_000_000;

type Wrong<'a> = (Kind, Piece<'a>);

/// Reads one number and its unit; gives nanoseconds and what follows.
fn read_part(text: Piece<'_>) -> Result<(u128, Piece<'_>), Wrong<'_>> {
    if text.text().starts_with('-') {
        return Err((Kind::NegativeLength, text));
    }
    let (number, rest) = text.split_run(|c| c.is_ascii_digit() || c == '.');
    let (unit, after) = rest.trim().split_run(char::is_alphabetic);
    if number.is_empty() {
        let (word, _) = text.split_run(|c| !c.is_whitespace());
        return Err((Kind::MissingNumber { text: word.text().into() }, word));
    }
    if unit.is_empty() {
        return Err((Kind::MissingUnit { number: number.text().into() }, number));
    }
    let Some(length) = unit_nanos(unit.text()) else {
        let nearest =
            suggest::nearest(unit.text(), NAMES.iter().flat_map(|(names, _)| names.iter().copied()));
        return Err((Kind::UnknownUnit { text: unit.text().into(), nearest }, unit));
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, Piece::whole("0")));
    let parts = digits(whole.text()).zip(fraction_nanos(fraction.text(), length));
    let Some((whole, fraction)) = parts else {
        return Err((Kind::NotANumber { text: number.text().into() }, number));
    };
    Ok((whole.saturating_mul(length).saturating_add(fraction), after))
}

/// The names of the units and their lengths in nanoseconds.
const NAMES: [(&[&str], u128); 6] = [
    (&["weeks", "week", "w"], 604_800 * NANOS),
    (&["days", "day", "d"], 86_400 * NANOS),
    (&["hours", "hour", "hrs", "hr", "h"], 3_600 * NANOS),
    (&["minutes", "minute", "mins", "min", "m"], 60 * NANOS),
    (&["seconds", "second", "secs", "sec", "s"], NANOS),
    (&["milliseconds", "millisecond", "ms"], 1_000_000),
];

fn unit_nanos(name: &str) -> Option<u128> {
    let has = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    NAMES.iter().find(|(names, _)| has(names)).map(|(_, length)| *length)
}

/// Digits only; too many of them saturate.
fn digits(text: &str) -> Option<u128> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u128::MAX))
}

/// `length` times `0.<digits>`; what lies beyond twelve digits is cut.
fn fraction_nanos(text: &str, length: u128) -> Option<u128> {
    digits(text)?;
    let kept = text.get(..text.len().min(12))?;
    let scale = 10_u128.checked_pow(u32::try_from(kept.len()).ok()?)?;
    Some(digits(kept)?.saturating_mul(length) / scale)
}
