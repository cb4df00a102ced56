//! The items of a crontab field: those of every field, and the day forms that
//! Quartz added (<https://www.quartz-scheduler.org>, `CronExpression`).

use super::bounds::Form;
use super::item::{Base, Item, Nth};
use super::value::{FieldReader, jenkins_hash};
use crate::error::ParseErrorKind as Kind;
use crate::field::Field;
use crate::piece::Piece;

/// Reads one item of a crontab field.
pub(super) fn read(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Option<Item> {
    if let Some(kind) = jenkins_hash(text.text()) {
        return reader.refuse(text, kind);
    }
    match day_form(reader, text) {
        Special::Read(base) => return Some(Item { base, step: None }),
        Special::Refused => return None,
        Special::No => {}
    }
    if reader.field == Field::Day
        && let Some(instead) = keyed_form(text.text())
    {
        return reader.refuse(text, Kind::KeyedForm { text: text.text().into(), instead });
    }
    reader.plain(text)
}

/// What became of an item that may be a special form of the day.
pub(super) enum Special {
    /// It is none.
    No,
    /// It is one, and wrong; that has been reported.
    Refused,
    Read(Base),
}

impl From<Option<Base>> for Special {
    fn from(read: Option<Base>) -> Self {
        read.map_or(Self::Refused, Self::Read)
    }
}

/// `L`, `LW`, `15W`, `fri#2`, `friL`.
pub(super) fn day_form(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Special {
    match reader.field {
        Field::Day => day_of_month(reader, text),
        Field::DayOfWeek => weekday(reader, text),
        _ if is(text, "L") || is(text, "LW") => misplaced(reader, text),
        _ => Special::No,
    }
}

fn day_of_month(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Special {
    if is(text, "L") {
        return Special::Read(Base::FromEnd(0));
    }
    if is(text, "LW") {
        return Special::Read(Base::Nearest(0));
    }
    if let Some(before) = text.strip_prefix("L-") {
        return match before.number() {
            Some(number @ 1..=30) => Special::Read(Base::FromEnd(number)),
            Some(_) => out_of_range(reader, before, 1, 30).into(),
            None => reader.refuse(text, Kind::Incomplete { text: text.text().into() }).into(),
        };
    }
    match text.strip_suffix("W").filter(|day| day.number().is_some()) {
        Some(day) => reader.value(day).map(|day| Base::Nearest(day.number)).into(),
        None => Special::No,
    }
}

fn weekday(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Special {
    if is(text, "L") {
        return misplaced(reader, text);
    }
    if let Some((weekday, nth)) = text.split_once('#') {
        return nth_weekday(reader, text, weekday, nth).into();
    }
    match text.strip_suffix("L").filter(|weekday| is_weekday(reader.form, *weekday)) {
        Some(weekday) => last_weekday(reader, weekday).into(),
        None => Special::No,
    }
}

fn last_weekday(reader: &mut FieldReader<'_>, weekday: Piece<'_>) -> Option<Base> {
    let number = reader.value(weekday)?.number;
    Some(Base::Nth { weekday: reader.form.weekday_index(number), nth: Nth::LAST })
}

/// `fri#2`; `fri#L`, which croner knows, is `friL`.
fn nth_weekday(
    reader: &mut FieldReader<'_>,
    text: Piece<'_>,
    weekday: Piece<'_>,
    nth: Piece<'_>,
) -> Option<Base> {
    if weekday.is_empty() || nth.is_empty() {
        return reader.refuse(text, Kind::Incomplete { text: text.text().into() });
    }
    let value = reader.value(weekday);
    let last = is(nth, "L").then_some(Nth::LAST);
    let ordinal = match (last.or_else(|| nth.number().and_then(Nth::new)), nth.number()) {
        (Some(ordinal), _) => Some(ordinal),
        (None, None) => reader.refuse(nth, Kind::NotANumber { text: nth.text().into() }),
        (None, Some(_)) => out_of_range(reader, nth, 1, 5),
    };
    Some(Base::Nth { weekday: reader.form.weekday_index(value?.number), nth: ordinal? })
}

fn is_weekday(form: Form, text: Piece<'_>) -> bool {
    text.number().is_some() || form.named(Field::DayOfWeek, text.text()).is_some()
}

/// APScheduler's `last` and `3rd`, and what a crontab writes for them.
fn keyed_form(text: &str) -> Option<&'static str> {
    if text.eq_ignore_ascii_case("last") {
        return Some("L");
    }
    Nth::named(text).map(|_| "fri#3")
}

fn is(text: Piece<'_>, form: &str) -> bool {
    text.text().eq_ignore_ascii_case(form)
}

fn misplaced(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Special {
    reader.refuse(text, Kind::MisplacedForm { text: text.text().to_ascii_uppercase() }).into()
}

fn out_of_range<T>(reader: &mut FieldReader<'_>, text: Piece<'_>, min: u32, max: u32) -> Option<T> {
    reader.refuse(text, Kind::OutOfRange { text: text.text().into(), min, max })
}
