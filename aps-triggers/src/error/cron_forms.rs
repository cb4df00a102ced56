//! The form of a cron item that was meant by one that is wrong.

use crate::field::Field;

/// What was meant by signs that mean something elsewhere.
pub(super) fn typed_for(after: &str, text: &str) -> Option<String> {
    let rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let sign = text.strip_suffix(rest)?;
    Some(match sign {
        "~" => "write a fixed number, such as `17`: `~` is random in cronie only".into(),
        "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}" | "\u{2014}" | "\u{2212}" => {
            format!("write `{after}-{rest}`, with the plain `-` of the keyboard")
        }
        ":" => "hour and minute are fields of their own".into(),
        ".." | "..=" | "..." if !after.starts_with('*') => {
            format!("write a range as `{after}-{rest}`, a list as `{after},{rest}`")
        }
        ";" | "|" | "+" | "&" => format!("write a list as `{after},{rest}`"),
        "." => "values are whole numbers".into(),
        _ => return None,
    })
}

/// `*/90` minutes: a length of time, which a cron field cannot say.
pub(super) fn large_step(step: &str, largest: u32, field: Option<Field>) -> String {
    let unit = match field {
        Some(Field::Hour) => "h",
        Some(Field::Minute) => "m",
        Some(Field::Second) => "s",
        _ => return format!("the largest step here is {largest}"),
    };
    if step.parse() == Ok(largest + 1) {
        return format!("write the first value alone, such as `0`; the largest step here is {largest}");
    }
    format!(
        "the largest step here is {largest}; for a run every {step}{unit} write `interval = \"{step}{unit}\"`"
    )
}

/// The form that an incomplete text begins or ends.
pub(super) fn complete(text: &str) -> &'static str {
    if text.contains('#') {
        return "write the second Friday as `fri#2`";
    }
    match text.bytes().next() {
        Some(b'l' | b'L') => "write the third day before the last one as `L-3`",
        _ if text.ends_with(char::is_alphabetic) => "write the weekday, too, such as `1st mon`",
        _ => "write a range as `1-5` and a step as `*/5`",
    }
}
