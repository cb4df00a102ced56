//! The keyed form as APScheduler prints it.

use super::keyed::{KeyedFields, read};

/// The given fields in APScheduler's canonical text, as in `str(trigger)`:
/// lower case, no blanks around commas, no leading zeros, `5-5` as `5`.
///
/// A field that cannot be read is left as written.
///
/// ```
/// use aps_triggers::cron::{KeyedFields, canonical_keyed};
/// let fields = KeyedFields { month: Some("06-8, 11-12"), day: Some("3rd  FRI"), hour: Some("0-3"), ..Default::default() };
/// assert_eq!(canonical_keyed(&fields), "month='6-8,11-12', day='3rd fri', hour='0-3'");
/// ```
pub fn canonical_keyed(fields: &KeyedFields<'_>) -> String {
    let field = |(field, text)| {
        let mut errors = Vec::new();
        let items: Vec<String> = read(field, text, &mut errors).iter().map(ToString::to_string).collect();
        let text = if errors.is_empty() { items.join(",") } else { text.trim().to_owned() };
        format!("{field}='{text}'")
    };
    fields.given().map(field).collect::<Vec<_>>().join(", ")
}
