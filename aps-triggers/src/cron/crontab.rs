//! Crontab strings.

use std::ops::Range;

use super::fields::CronFields;
use super::{layout, quick};
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::piece::Piece;

/// What a crontab string says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crontab {
    /// The zone of a `CRON_TZ=` or `TZ=` prefix.
    pub timezone: Option<ZonePrefix>,
    /// The local times it matches.
    pub fields: CronFields,
    /// The expression without prefix, its white space normalised.
    pub text: String,
}

/// The zone named by the prefix of a crontab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZonePrefix {
    /// The IANA name; in the spelling of the database with feature `zone-names`,
    /// as written and unchecked without.
    pub name: String,
    /// The bytes of the expression it stands in.
    pub span: Range<usize>,
}

/// Reads a crontab string: `minute hour day month day_of_week`.
///
/// The rules are those of Linux, crontab(5) of cronie:
///
/// * lists, ranges and steps (`0-30/10,45`); names of three letters, in any case,
///   for months and weekdays; 0 and 7 are Sunday;
/// * a date matches if day OR weekday does when both are restricted; a field that
///   *starts with* `*` restricts nothing here, then both must match;
/// * `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and
///   `@hourly`.
///
/// Added to these:
///
/// * a sixth field in front for the second;
/// * ranges across the end (`fri-mon`, `22-2`, `nov-feb`), and `a/n` for every
///   n-th value from a;
/// * from Quartz: `?` for "no restriction", `L`, `L-3`, `LW` and `15W` in the day,
///   `fri#2` and `friL` in the weekday. Numbers of weekdays stay those of Linux:
///   `5#2` is the second Friday;
/// * a zone in front: `CRON_TZ=Europe/Berlin 0 8 * * *`, or `TZ=`.
///
/// ```
/// use aps_triggers::cron::parse_crontab;
/// assert!(parse_crontab("0 0 1-15 may-aug *").is_ok());
/// assert!(parse_crontab("*/10 22-2 * * fri-mon").is_ok());
/// assert!(parse_crontab("0 0 30 2 *").is_err()); // february has no day 30
/// ```
///
/// # Errors
///
/// Every mistake of the expression, not only the first one. A schedule that can
/// never fire is a mistake too.
pub fn parse_crontab(text: &str) -> Result<Crontab, ParseErrors> {
    match quick::read(text) {
        Some((fields, text)) => Ok(Crontab { timezone: None, fields, text }),
        None => read_carefully(text),
    }
}

/// The long way, which can explain what is wrong.
pub(super) fn read_carefully(text: &str) -> Result<Crontab, ParseErrors> {
    let mut errors = Vec::new();
    let crontab = read(text, &mut errors);
    match crontab {
        Some(crontab) if errors.is_empty() => Ok(crontab),
        _ => Err(ParseErrors::in_text(text, errors)),
    }
}

fn read(text: &str, errors: &mut Vec<ParseError>) -> Option<Crontab> {
    let (timezone, rest) = zone_prefix(Piece::whole(text).trim(), errors);
    let words: Vec<Piece<'_>> = rest.words().collect();
    let fields = layout::read(&words, text, errors)?;
    let text = words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" ");
    Some(Crontab { timezone, fields, text })
}

/// Splits off `CRON_TZ=Zone ` or `TZ=Zone `.
fn zone_prefix<'a>(text: Piece<'a>, errors: &mut Vec<ParseError>) -> (Option<ZonePrefix>, Piece<'a>) {
    let after = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ="));
    let Some(after) = after else {
        return (None, text);
    };
    let (name, rest) = after.split_run(|c| !c.is_whitespace());
    match checked_name(name.text()) {
        Ok(checked) => (Some(ZonePrefix { name: checked, span: name.span() }), rest),
        Err(kind) => {
            errors.push(ParseError::new(Subject::Crontab, kind, name.span()));
            (None, rest)
        }
    }
}

#[cfg(feature = "zone-names")]
fn checked_name(name: &str) -> Result<String, Kind> {
    crate::zone::known_name(name).map(str::to_owned)
}

/// Without the list of names any name but none will do.
#[cfg(not(feature = "zone-names"))]
fn checked_name(name: &str) -> Result<String, Kind> {
    if name.is_empty() {
        return Err(Kind::UnknownTimeZone { name: String::new(), nearest: None });
    }
    Ok(name.to_owned())
}
