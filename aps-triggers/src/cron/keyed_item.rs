//! The items of a keyed field: those of every field, and APScheduler's own forms
//! of the day.

use super::bounds::{Form, nearest_name, weekday_name};
use super::crontab_item::{Special, day_form};
use super::item::{Base, Item, Nth};
use super::value::{FieldReader, jenkins_hash};
use crate::error::ParseErrorKind as Kind;
use crate::field::Field;
use crate::piece::Piece;

/// Reads one item of a keyed field.
pub(super) fn read(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Option<Item> {
    if let Some(kind) = jenkins_hash(text.text()) {
        return reader.refuse(text, kind);
    }
    match day(reader, text) {
        Special::Read(base) => return Some(Item { base, step: None }),
        Special::Refused => return None,
        Special::No => {}
    }
    if let Some(kind) = crontab_form(reader.field, text) {
        return reader.refuse(text, kind);
    }
    without_named_step(reader, text)
}

/// `last`, `last fri`, `3rd fri`.
fn day(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Special {
    if reader.field != Field::Day {
        return Special::No;
    }
    let (head, rest) = text.split_run(|c| !c.is_whitespace());
    let weekday = rest.trim();
    if let Some(ordinal) = ordinal(head).filter(|_| Nth::named(head.text()).is_none()) {
        return reader.refuse(head, Kind::OutOfRange { text: ordinal.text().into(), min: 1, max: 5 }).into();
    }
    match Nth::named(head.text()) {
        Some(Nth::LAST) if weekday.is_empty() => Special::Read(Base::FromEnd(0)),
        Some(_) if weekday.is_empty() => {
            reader.refuse(text, Kind::Incomplete { text: text.text().into() }).into()
        }
        Some(nth) => nth_weekday(reader, nth, weekday).into(),
        None => match trailing_last(text) {
            Some((after, rest)) => reader.trailing(after.text(), rest).into(),
            None => Special::No,
        },
    }
}

/// The number of `6th`, of which no month has a weekday.
fn ordinal(text: Piece<'_>) -> Option<Piece<'_>> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending))?;
    number.number().map(|_| number)
}

fn nth_weekday(reader: &mut FieldReader<'_>, nth: Nth, weekday: Piece<'_>) -> Option<Base> {
    let named = |text: Piece<'_>| reader.form.named(Field::DayOfWeek, text.text());
    if let Some((number, _)) = named(weekday) {
        return Some(Base::Nth { weekday: number, nth });
    }
    let (word, rest) = weekday.split_run(char::is_alphabetic);
    if named(word).is_some() {
        return reader.trailing(word.text(), rest);
    }
    let nearest = nearest_name(Field::DayOfWeek, weekday.text());
    reader.refuse(weekday, Kind::UnknownName { text: weekday.text().into(), expected: "weekday", nearest })
}

/// `last-3`, `lastfri`: APScheduler reads `last` and forgets the rest.
fn trailing_last(text: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    let rest = text.strip_prefix("last")?;
    text.strip_suffix(rest.text()).map(|after| (after, rest))
}

/// A step needs numbers: `mon-fri/2` is not in APScheduler's grammar.
fn without_named_step(reader: &mut FieldReader<'_>, text: Piece<'_>) -> Option<Item> {
    let item = reader.plain(text)?;
    let named = match item.base {
        Base::Value(value) | Base::Range(value, _) => value.name.is_some(),
        _ => false,
    };
    match text.split_once('/') {
        Some((after, _)) if named => {
            reader.trailing(after.text(), text.strip_prefix(after.text()).unwrap_or(text))
        }
        _ => Some(item),
    }
}

/// The day forms of crontabs are a mistake here, but one that can be put right.
fn crontab_form(field: Field, text: Piece<'_>) -> Option<Kind> {
    if !matches!(field, Field::Day | Field::DayOfWeek) {
        return None;
    }
    let mut reader = FieldReader { form: Form::Crontab, field, errors: &mut Vec::new() };
    let instead = match day_form(&mut reader, text) {
        Special::No => return None,
        Special::Read(Base::FromEnd(0)) => Some("last".into()),
        Special::Read(Base::Nth { weekday, nth }) => {
            Some(format!("day = \"{nth} {}\"", weekday_name(weekday)))
        }
        Special::Read(_) | Special::Refused => None,
    };
    Some(Kind::CrontabForm { text: text.text().into(), instead })
}
