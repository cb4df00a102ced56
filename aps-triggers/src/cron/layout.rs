//! Which word of a crontab is which field.

use super::bounds::Form;
use super::fields::{CronFields, DayRule};
use super::value::FieldReader;
use super::{crontab_item, reach, surplus};
use crate::error::{ParseError, ParseErrorKind as Kind, Subject};
use crate::field::Field;
use crate::piece::Piece;
use crate::suggest;

/// The fields in the order of a crontab with seconds.
pub(super) const ORDER: [Field; 6] =
    [Field::Second, Field::Minute, Field::Hour, Field::Day, Field::Month, Field::DayOfWeek];

/// What the names stand for, as listed in crontab(5).
const MACROS: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// Names that other libraries have.
const MACROS_ELSEWHERE: [(&str, &str); 8] = [
    ("@secondly", "* * * * * *"),
    ("@everysecond", "* * * * * *"),
    ("@every_second", "* * * * * *"),
    ("@minutely", "* * * * *"),
    ("@everyminute", "* * * * *"),
    ("@every_minute", "* * * * *"),
    ("@weekdays", "0 0 * * mon-fri"),
    ("@weekends", "0 0 * * sat,sun"),
];

/// Reads the words of an expression; mistakes go to `errors`.
pub(super) fn read<'a>(
    words: &[Piece<'a>],
    source: &'a str,
    errors: &mut Vec<ParseError>,
) -> Option<CronFields> {
    if let Some(error) = surplus::other_notation(words, source) {
        errors.push(error);
        return None;
    }
    let result = match words {
        [] => Err(ParseError::new(Subject::Crontab, Kind::Empty, 0..source.len())),
        [name, rest @ ..] if name.text().starts_with('@') => expand(*name, rest, source),
        [_, _, _, _, _] => return fields(words, source, errors),
        [_, _, _, _, _, _] if !is_aws(words) => {
            match surplus::beyond(words, source).or_else(|| surplus::list_with_blanks(words, source)) {
                Some(error) => Err(error),
                None => return fields(words, source, errors),
            }
        }
        _ => Err(surplus::wrong_count(words, source)),
    };
    result.map_err(|error| errors.push(error)).ok()
}

/// Whether five or six fields are right, so that they can be suggested.
pub(crate) fn is_readable(text: &str) -> bool {
    let words: Vec<Piece<'_>> = Piece::whole(text).words().collect();
    fields(&words, text, &mut Vec::new()).is_some()
}

fn expand<'a>(name: Piece<'a>, rest: &[Piece<'a>], source: &'a str) -> Result<CronFields, ParseError> {
    let refuse = |kind, at: Piece<'_>| Err(ParseError::new(Subject::Crontab, kind, at.span()));
    let text = name.text();
    if let Some((_, instead)) = MACROS_ELSEWHERE.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)) {
        let (what, instead) = ("not known here", Some((*instead).to_owned()));
        return refuse(Kind::OtherNotation { text: text.into(), what, instead }, name);
    }
    let known = MACROS.iter().find(|(known, _)| known.eq_ignore_ascii_case(text));
    match (known, rest) {
        (Some((_, meaning)), []) => {
            let words: Vec<Piece<'_>> = Piece::whole(meaning).words().collect();
            fields(&words, meaning, &mut Vec::new())
                .ok_or_else(|| ParseError::new(Subject::Crontab, Kind::Empty, name.span()))
        }
        (Some(_), [first, ..]) => {
            let rest = rest.last().map_or(*first, |last| first.through(*last, source));
            refuse(Kind::TrailingText { after: text.into(), text: rest.text().into() }, rest)
        }
        (None, _) if text.eq_ignore_ascii_case("@reboot") => refuse(Kind::Reboot, name),
        (None, _) => {
            let nearest = suggest::nearest(text, MACROS.map(|(known, _)| known));
            refuse(Kind::UnknownMacro { text: text.into(), nearest }, name)
        }
    }
}

/// Six fields in the order of AWS: a `?` where a day field stands only there.
fn is_aws(words: &[Piece<'_>]) -> bool {
    [2, 4].iter().any(|&at| words.get(at).is_some_and(|word| word.text() == "?"))
}

/// Reads five or six fields.
fn fields<'a>(words: &[Piece<'a>], source: &'a str, errors: &mut Vec<ParseError>) -> Option<CronFields> {
    let mistakes = errors.len();
    let order = ORDER.get(ORDER.len() - words.len()..)?;
    let [.., day, _, weekday] = words else { return None };
    let rule = day_rule(day.text().as_bytes(), weekday.text().as_bytes());
    let mut fields = CronFields { weeks: CronFields::EVERY_WEEK, ..CronFields::none(rule) };
    if order.first() == Some(&Field::Minute) {
        fields.seconds = 1;
    }
    for (field, word) in order.iter().zip(words) {
        let items =
            FieldReader { form: Form::Crontab, field: *field, errors }.list(*word, crontab_item::read);
        fields.add(Form::Crontab, *field, &items);
    }
    if errors.len() > mistakes {
        return None;
    }
    never_fires(&fields, words, source).map_or(Some(fields), |error| {
        errors.push(error);
        None
    })
}

/// crontab(5): "restricted" is a field that does not start with `*`.
pub(super) fn day_rule(day: &[u8], weekday: &[u8]) -> DayRule {
    let restricted = |word: &[u8]| !matches!(word, [b'*' | b'?', ..]);
    if restricted(day) && restricted(weekday) { DayRule::CrontabOr } else { DayRule::CrontabAnd }
}

fn never_fires<'a>(fields: &CronFields, words: &[Piece<'a>], source: &'a str) -> Option<ParseError> {
    let reason = reach::why_never(fields)?;
    let [.., day, _, weekday] = words else { return None };
    let kind = Kind::NeverFires { reason: reason.text };
    Some(ParseError::new(Subject::Crontab, kind, day.through(*weekday, source).span()))
}
