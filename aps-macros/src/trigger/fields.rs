//! The fields of `cron(…)`.

use aps_triggers::cron::{CronFields, KeyedFields, canonical_keyed, parse_keyed};
use aps_triggers::{Field, ParseError};
use proc_macro2::Span;

use super::keys::Keys;
use super::suspicious;
use crate::diag::{Diagnostic, Sink};
use crate::value::{Number, Scalar, Text};

/// The text of one field. A number stands for its digits.
pub(super) enum FieldText {
    Text(Text),
    Number(Number),
}

impl FieldText {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => &text.value,
            Self::Number(number) => &number.digits,
        }
    }

    pub(super) fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.literal.span(),
            Self::Number(number) => number.place.start(),
        }
    }
}

/// One for each field, in the order of [`Field::ALL`].
pub(super) type FieldTexts = [Option<FieldText>; 8];

/// What the fields say, and the text that the trigger displays.
pub(super) fn keyed(keys: &Keys<'_>, sink: &mut Sink) -> Option<(CronFields, String)> {
    if !keys.says_when(sink) {
        return None;
    }
    let before = sink.len();
    let texts = Field::ALL.map(|field| {
        let entry = keys.field(field.name())?;
        match entry.scalar() {
            Some(Scalar::Text(text)) => Some(FieldText::Text(text)),
            Some(Scalar::Integer(number)) => Some(FieldText::Number(number)),
            _ => {
                sink.push(entry.mismatch("a whole number or a string such as `\"1-5\"` or `\"*/5\"`"));
                None
            }
        }
    });
    let [year, month, day, week, day_of_week, hour, minute, second] =
        texts.each_ref().map(|text| text.as_ref().map(FieldText::as_str));
    let fields = KeyedFields { year, month, day, week, day_of_week, hour, minute, second };
    match parse_keyed(&fields) {
        // What could not be read is no field that was left out.
        Ok(_) if sink.len() > before => None,
        Ok(parsed) => {
            suspicious::keyed(&texts, &parsed, sink);
            Some((parsed, canonical_keyed(&fields)))
        }
        Err(errors) => {
            errors.iter().for_each(|error| sink.push(in_field(error, &texts, keys)));
            None
        }
    }
}

fn in_field(error: &ParseError, texts: &FieldTexts, keys: &Keys<'_>) -> Diagnostic {
    match error.field().and_then(|field| text_of(field, texts)) {
        Some(FieldText::Text(text)) => Diagnostic::in_text(error, text),
        Some(FieldText::Number(number)) => Diagnostic::of_parse_error(number.place, error),
        None => Diagnostic::of_parse_error(keys.written.place(), error),
    }
}

/// What is given for a field.
pub(super) fn text_of(field: Field, texts: &FieldTexts) -> Option<&FieldText> {
    Field::ALL.into_iter().zip(texts).find(|(known, _)| *known == field)?.1.as_ref()
}
