//! What the fields may hold, in each of the two forms.

use super::elsewhere::english;
use crate::error::Subject;
use crate::field::Field;
use crate::suggest;

/// The two forms of a cron schedule. They number the weekdays differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Crontab,
    Keyed,
}

impl Form {
    pub(crate) const fn subject(self) -> Subject {
        match self {
            Self::Crontab => Subject::Crontab,
            Self::Keyed => Subject::Keyed,
        }
    }

    /// The lowest and the highest number of a field.
    pub(crate) const fn bounds(self, field: Field) -> (u32, u32) {
        match field {
            Field::Year => (1970, 9999),
            Field::Month => (1, 12),
            Field::Day => (1, 31),
            Field::Week => (1, 53),
            Field::DayOfWeek => match self {
                Self::Crontab => (0, 7),
                Self::Keyed => (0, 6),
            },
            Field::Hour => (0, 23),
            Field::Minute | Field::Second => (0, 59),
        }
    }

    /// The number of the weekday that is `index` days after Monday.
    const fn weekday_number(self, index: u32) -> u32 {
        match self {
            Self::Crontab => (index + 1) % 7,
            Self::Keyed => index,
        }
    }

    /// Days after Monday, from the number of a weekday.
    pub(crate) const fn weekday_index(self, number: u32) -> u32 {
        match self {
            Self::Crontab => (number + 6) % 7,
            Self::Keyed => number % 7,
        }
    }

    /// The number and the spelling of a month or weekday, in any case.
    pub(crate) fn named(self, field: Field, text: &str) -> Option<(u32, &'static str)> {
        let (names, _) = names(field).filter(|_| text.starts_with(char::is_alphabetic))?;
        let (index, name) = (0..).zip(names).find(|(_, name)| name.eq_ignore_ascii_case(text))?;
        Some((if field == Field::Month { index + 1 } else { self.weekday_number(index) }, name))
    }
}

/// The short name of the weekday that is `index` days after Monday.
pub(crate) fn weekday_name(index: u32) -> &'static str {
    WEEKDAYS.get(index as usize).copied().unwrap_or("")
}

/// The full name of a month, 1 to 12.
pub(crate) fn month_name(month: u32) -> &'static str {
    FULL_MONTHS.get((month as usize).wrapping_sub(1)).copied().unwrap_or("")
}

/// What the names of a field are names of; nothing if it takes numbers only.
pub(crate) fn named_thing(field: Field) -> Option<&'static str> {
    match field {
        Field::Month => Some("month"),
        Field::DayOfWeek => Some("weekday"),
        _ => None,
    }
}

/// The name that was meant by a word that is none.
pub(crate) fn nearest_name(field: Field, wrong: &str) -> Option<&'static str> {
    let (short, full) = names(field)?;
    if let Some(english) = english(field, wrong) {
        return Some(english);
    }
    let begins = |name: &&&str| wrong.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(name));
    let begun = short.iter().find(begins).copied();
    let near = || suggest::nearest(wrong, short.iter().chain(full).copied());
    begun.or_else(near).and_then(|name| name.get(..3))
}

fn names(field: Field) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match field {
        Field::Month => Some((&MONTHS, &FULL_MONTHS)),
        Field::DayOfWeek => Some((&WEEKDAYS, &FULL_WEEKDAYS)),
        _ => None,
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FULL_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const FULL_WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
