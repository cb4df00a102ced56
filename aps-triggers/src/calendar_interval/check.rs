//! Is this a calendar interval that can fire?

use super::CalendarInterval;
use crate::date::LocalDate;
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::field::Field;

/// An interval, hour, minute and second, the first date and the last.
///
/// # Errors
///
/// If the interval is zero, the time is none that a clock shows, or the end comes
/// before the start. All of it is reported.
pub fn check_calendar_interval(
    interval: CalendarInterval,
    (hour, minute, second): (u8, u8, u8),
    start: Option<LocalDate>,
    end: Option<LocalDate>,
) -> Result<(), ParseErrors> {
    let error = |kind| ParseError::new(Subject::CalendarInterval, kind, 0..0);
    let mut errors = Vec::new();
    if interval.is_zero() {
        errors.push(error(Kind::ZeroLength));
    }
    for (field, value, max) in
        [(Field::Hour, hour, 23), (Field::Minute, minute, 59), (Field::Second, second, 59)]
    {
        if u32::from(value) > max {
            let kind = Kind::OutOfRange { text: value.to_string(), min: 0, max };
            errors.push(error(kind).in_field(field));
        }
    }
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        errors.push(error(Kind::EndBeforeStart));
    }
    if errors.is_empty() { Ok(()) } else { Err(ParseErrors::in_text("", errors)) }
}
