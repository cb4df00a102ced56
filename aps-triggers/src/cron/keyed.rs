//! The keyed form: one text per field.

use super::bounds::Form;
use super::fields::{CronFields, DayRule};
use super::item::{Base, Item, Value};
use super::value::FieldReader;
use super::{keyed_item, reach};
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::field::Field;
use crate::piece::Piece;

/// One text per field; `None` is a field that is not given.
///
/// ```
/// use aps_triggers::cron::KeyedFields;
/// let fields = KeyedFields { day: Some("3rd fri"), hour: Some("0-3"), ..Default::default() };
/// # let _ = fields;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the variants of `Field`, which say what they hold")]
pub struct KeyedFields<'a> {
    pub year: Option<&'a str>,
    pub month: Option<&'a str>,
    pub day: Option<&'a str>,
    pub week: Option<&'a str>,
    pub day_of_week: Option<&'a str>,
    pub hour: Option<&'a str>,
    pub minute: Option<&'a str>,
    pub second: Option<&'a str>,
}

impl<'a> KeyedFields<'a> {
    /// The text of a field.
    pub const fn get(&self, field: Field) -> Option<&'a str> {
        match field {
            Field::Year => self.year,
            Field::Month => self.month,
            Field::Day => self.day,
            Field::Week => self.week,
            Field::DayOfWeek => self.day_of_week,
            Field::Hour => self.hour,
            Field::Minute => self.minute,
            Field::Second => self.second,
        }
    }

    /// The fields that are given, the most significant first.
    pub(crate) fn given(&self) -> impl Iterator<Item = (Field, &'a str)> {
        Field::ALL.into_iter().filter_map(|field| Some((field, self.get(field)?)))
    }
}

/// Reads the keyed form by the rules of APScheduler 3.11 (`CronTrigger`).
///
/// * Each field is a list of `*`, `*/n`, `a`, `a/n`, `a-b`, `a-b/n`, or names for
///   month and weekday; the day also takes `1st mon` … `5th sun`, `last fri` and
///   `last`. Monday is 0, and there is no 7.
/// * All fields must match.
/// * Fields less significant than the least significant one given start at their
///   minimum (`week` and `day_of_week`: at `*`), all others default to `*`. With
///   no field given, every second matches.
///
/// Unlike APScheduler, text behind a complete expression (`mon-fri/2`, `last-3`)
/// is a mistake, and so is a schedule that can never fire.
///
/// ```
/// use aps_triggers::cron::{KeyedFields, parse_keyed};
/// let third_friday = KeyedFields { month: Some("6-8,11-12"), day: Some("3rd fri"), hour: Some("0-3"), ..Default::default() };
/// assert!(parse_keyed(&third_friday).is_ok());
/// let reversed = KeyedFields { day_of_week: Some("fri-mon"), ..Default::default() };
/// let errors = parse_keyed(&reversed).unwrap_err();
/// assert_eq!(errors.iter().next().unwrap().help().as_deref(), Some("write `fri-sun,mon`"));
/// ```
///
/// # Errors
///
/// Every mistake of every field; [`ParseError::field`] says which of the texts
/// its span belongs to.
pub fn parse_keyed(fields: &KeyedFields<'_>) -> Result<CronFields, ParseErrors> {
    let mut errors = Vec::new();
    let mut model = CronFields::none(DayRule::Keyed);
    let least = fields.given().last().map(|(field, _)| field);
    for field in Field::ALL {
        let items = match fields.get(field) {
            Some(text) => read(field, text, &mut errors),
            None => vec![default(field, least)],
        };
        model.add(Form::Keyed, field, &items);
    }
    if !errors.is_empty() {
        return Err(ParseErrors::in_fields(fields, errors));
    }
    match reach::why_never(&model) {
        None => Ok(model),
        Some(never) => Err(ParseErrors::in_fields(fields, vec![never_fires(fields, never)])),
    }
}

/// Reads the items of one field that is given.
pub(super) fn read(field: Field, text: &str, errors: &mut Vec<ParseError>) -> Vec<Item> {
    let mut reader = FieldReader { form: Form::Keyed, field, errors };
    let text = Piece::whole(text);
    if text.trim().is_empty() {
        return reader.refuse(text, Kind::EmptyField).unwrap_or_default();
    }
    reader.list(text, keyed_item::read)
}

/// What a field that is not given stands for.
fn default(field: Field, least: Option<Field>) -> Item {
    let follows = least.is_some_and(|least| field > least);
    let base = match field {
        Field::Week | Field::DayOfWeek => Base::Every,
        _ if follows => Base::Value(Value { number: Form::Keyed.bounds(field).0, name: None }),
        _ => Base::Every,
    };
    Item { base, step: None }
}

/// The mistake is drawn in the field that rules everything out.
fn never_fires(fields: &KeyedFields<'_>, never: reach::Never) -> ParseError {
    let field = never.fields.into_iter().find(|field| fields.get(*field).is_some());
    let field = field.or_else(|| fields.given().next().map(|(field, _)| field));
    let kind = Kind::NeverFires { reason: never.text };
    let length = field.and_then(|field| fields.get(field)).map_or(0, str::len);
    let error = ParseError::new(Subject::Keyed, kind, 0..length);
    match field {
        Some(field) => error.in_field(field),
        None => error,
    }
}
