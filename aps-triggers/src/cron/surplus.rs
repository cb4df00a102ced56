//! A crontab with the wrong number of words: which are missing, which are too many?

use super::bounds::{Form, nearest_name};
use super::keyed::{KeyedFields, parse_keyed};
use super::layout::{ORDER, is_readable};
use super::notation;
use crate::error::{ParseError, ParseErrorKind as Kind, Subject};
use crate::field::Field;
use crate::piece::Piece;

/// What is wrong with words that are neither five nor six fields.
pub(super) fn wrong_count<'a>(words: &[Piece<'a>], source: &'a str) -> ParseError {
    let texts: Vec<&str> = words.iter().map(|word| word.text()).collect();
    let whole =
        words.first().zip(words.last()).map_or(0..0, |(first, last)| first.through(*last, source).span());
    let refuse = |kind, span| ParseError::new(Subject::Crontab, kind, span);
    if let Some(error) = beyond(words, source).or_else(|| list_with_blanks(words, source)) {
        return error;
    }
    match (texts.len(), texts.as_slice()) {
        (6, [five @ .., year]) => refuse(Kind::AwsFieldOrder { instead: without_year(five, year) }, whole),
        (found @ 7.., _) => {
            let extra = words.get(6).zip(words.last()).map(|(first, last)| first.through(*last, source));
            let instead = match texts.as_slice() {
                [six @ .., "*" | "?"] if found == 7 => Some(six.join(" ")),
                [six @ .., year] if found == 7 => keyed(six, year),
                _ => None,
            };
            refuse(Kind::ExtraFields { found, instead }, extra.map_or(whole, Piece::span))
        }
        _ => missing(&texts, words, whole.end, source),
    }
}

/// The stars go where they make the expression right: as far behind as they can.
fn missing(texts: &[&str], words: &[Piece<'_>], end: usize, source: &str) -> ParseError {
    let stars = 5_usize.saturating_sub(texts.len());
    let completed = |at: usize| {
        let (before, behind) = texts.split_at_checked(at)?;
        let words: Vec<&str> =
            before.iter().chain(std::iter::repeat_n(&"*", stars)).chain(behind).copied().collect();
        Some(words.join(" ")).filter(|text| is_readable(text))
    };
    let found = (1..=texts.len()).rev().find_map(|at| Some((at, completed(at)?)));
    if found.is_none() && texts.len() < 3 {
        let kind =
            Kind::OtherNotation { text: source.trim().to_owned(), what: "not a crontab", instead: None };
        return ParseError::new(
            Subject::Crontab,
            kind,
            words.first().map_or(0, |word| word.span().start)..end,
        );
    }
    let at = found.as_ref().map_or(texts.len(), |(at, _)| *at);
    let missing = ORDER.iter().skip(1 + at).take(stars).copied().collect();
    let place = words.get(at).map_or(end, |word| word.span().start);
    let kind = Kind::MissingFields { missing, completed: found.map(|(_, text)| text) };
    ParseError::new(Subject::Crontab, kind, place..place)
}

/// `0 5 * * * /usr/bin/backup`, `0 5 * * * root echo`, `0 5 * * * # nightly`.
pub(super) fn beyond(words: &[Piece<'_>], source: &str) -> Option<ParseError> {
    let (five, rest) = words.split_at_checked(5)?;
    let (first, last) = (rest.first()?, rest.last()?);
    let schedule = five.iter().map(|word| word.text()).collect::<Vec<_>>().join(" ");
    if !is_no_field(first.text()) || !is_readable(&schedule) {
        return None;
    }
    let span = first.span().start..last.span().end;
    let text = source.get(span.clone())?.to_owned();
    Some(ParseError::new(Subject::Crontab, Kind::BeyondSchedule { text, schedule }, span))
}

/// A word that cannot be meant as a weekday or as a year.
fn is_no_field(word: &str) -> bool {
    let letters: String = word.chars().take_while(char::is_ascii_alphabetic).collect();
    let path = word.starts_with(['/', '.', '#', '~', '$', '&', '>', '|']);
    let known =
        |field| Form::Crontab.named(field, &letters).is_some() || nearest_name(field, &letters).is_some();
    path || (letters.len() > 1 && !known(Field::DayOfWeek) && !known(Field::Month))
}

/// `0 0 * * mon, wed, fri`.
pub(super) fn list_with_blanks(words: &[Piece<'_>], source: &str) -> Option<ParseError> {
    let goes_on = |word: &Piece<'_>, next: &Piece<'_>| {
        (word.text().ends_with(',') || next.text().starts_with(',')) && next.text() != "*"
    };
    let first = words.windows(2).position(|pair| matches!(pair, [word, next] if goes_on(word, next)))?;
    let count =
        words.get(first..)?.windows(2).take_while(|pair| matches!(pair, [word, next] if goes_on(word, next)));
    let last = first + count.count();
    let (start, end) = (words.get(first)?, words.get(last)?);
    let instead: String = words.get(first..=last)?.iter().map(|word| word.text()).collect();
    let before = words.get(..first)?.iter().map(|word| word.text());
    let after = words.get(last + 1..)?.iter().map(|word| word.text());
    let whole: Vec<&str> = before.chain([instead.as_str()]).chain(after).collect();
    if !is_readable(&whole.join(" ")) {
        return None;
    }
    let span = start.span().start..end.span().end;
    let text = source.get(span.clone())?.to_owned();
    Some(ParseError::new(Subject::Crontab, Kind::ListWithBlanks { text, instead }, span))
}

/// An AWS expression in this crate's terms.
fn without_year(five: &[&str], year: &str) -> String {
    let crontab = five.iter().map(|text| if *text == "?" { "*" } else { text }).collect::<Vec<_>>().join(" ");
    if year == "*" { crontab } else { format!("{crontab}` and `cron(year = \"{year}\", …)") }
}

/// Quartz with a year, field by field. Its weekdays are counted from Sunday, 1, so
/// numbers of weekdays are left to the user.
fn keyed(six: &[&str], year: &str) -> Option<String> {
    let [second, minute, hour, day, month, weekday] = six else { return None };
    let given = |text: &&&str| !matches!(**text, "*" | "?");
    if weekday.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let [month, day, weekday, hour] =
        [month, day, weekday, hour].map(|text| Some(text).filter(given).copied());
    let second = Some(*second).filter(|second| *second != "0");
    let fields = KeyedFields {
        year: Some(year),
        month,
        day,
        week: None,
        day_of_week: weekday,
        hour,
        minute: Some(*minute),
        second,
    };
    parse_keyed(&fields).ok()?;
    let written: Vec<String> = fields.given().map(|(field, text)| format!("{field} = \"{text}\"")).collect();
    Some(format!("cron({})", written.join(", ")))
}

/// Whether another notation explains a text better than its fields do.
pub(super) fn other_notation(words: &[Piece<'_>], source: &str) -> Option<ParseError> {
    let first = words.first()?;
    let strange = |c: char| !(c.is_ascii_digit() || "*/,-?".contains(c));
    let is_macro = first.text().starts_with('@') && !first.text().eq_ignore_ascii_case("@every");
    if is_macro || (matches!(words.len(), 5 | 6) && !first.text().contains(strange)) {
        return None;
    }
    let span = first.span().start..words.last()?.span().end;
    let kind = notation::recognise(source.get(span.clone())?)?;
    Some(ParseError::new(Subject::Crontab, kind, span))
}
