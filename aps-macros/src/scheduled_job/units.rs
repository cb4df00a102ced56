//! Units of time that `interval(…)` has under another name, or has not.

use crate::attr::Entry;
use crate::diag::Diagnostic;
use crate::value::Value;

/// The unit that a short or singular name stands for.
pub(super) fn long_name(key: &str) -> Option<&'static str> {
    match key {
        "week" | "w" => Some("weeks"),
        "day" | "d" => Some("days"),
        "hour" | "hrs" | "hr" | "h" => Some("hours"),
        "minute" | "mins" | "min" | "m" => Some("minutes"),
        "second" | "secs" | "sec" | "s" => Some("seconds"),
        _ => None,
    }
}

/// What to say of a unit that `interval(…)` does not have.
pub(super) fn elsewhere(entry: &Entry) -> Option<Diagnostic> {
    let key = entry.key.to_string();
    let amount = match &entry.value {
        Value::Assigned(tokens) => tokens.to_string(),
        _ => "1".into(),
    };
    let (help, note) = match key.as_str() {
        "month" | "months" | "year" | "years" => {
            let unit = if key.starts_with('m') { "months" } else { "years" };
            (format!("write `calendar_interval({unit} = {amount})`"), "months and years differ in length")
        }
        "milliseconds" | "millis" | "ms" => (
            format!("write `interval = \"{amount}ms\"`"),
            "units are weeks, days, hours, minutes and seconds",
        ),
        _ => return None,
    };
    let headline = format!("`interval(…)` has no `{key}`");
    Some(Diagnostic::new(entry.place(), headline).help(help).note(note))
}
