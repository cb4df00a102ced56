//! What to write instead, in the notation of the file. Triggers say it in JSON, which YAML takes too.

use super::super::place::Place;
use super::super::read::Format;

/// A line with its examples as they are written where the mistake is.
pub(super) fn in_notation(line: &str, place: &Place) -> String {
    match place {
        Place::Text(spot) if spot.source.format == Format::Toml => in_toml(line),
        _ => line.to_owned(),
    }
}

/// Every `{"key": …}` in backticks as `{ key = … }`.
fn in_toml(line: &str) -> String {
    let code = |(index, part): (usize, &str)| {
        if index % 2 == 1 && part.starts_with('{') { inline_tables(part) } else { part.to_owned() }
    };
    line.split('`').enumerate().map(code).collect::<Vec<_>>().join("`")
}

/// Objects of JSON as tables of TOML. Strings have no escapes in what is suggested.
fn inline_tables(json: &str) -> String {
    let mut parts = json.split('"');
    let mut toml = spaced(parts.next().unwrap_or_default());
    while let (Some(text), Some(rest)) = (parts.next(), parts.next()) {
        match rest.strip_prefix(": ") {
            Some(value) => toml.extend([text, " = ", &spaced(value)]),
            None => toml.extend(["\"", text, "\"", &spaced(rest)]),
        }
    }
    toml
}

/// With blanks inside of the braces.
fn spaced(between: &str) -> String {
    between.replace('{', "{ ").replace('}', " }")
}

#[cfg(test)]
mod tests {
    use super::in_toml;

    #[test]
    fn examples_in_json_are_written_in_toml() {
        for (json, toml) in [
            (
                r#"write `{"or": [{"cron": "0 9 * * mon-fri"}, {"interval": {"hours": 2}}]}`"#,
                r#"write `{ or = [{ cron = "0 9 * * mon-fri" }, { interval = { hours = 2 } }] }`"#,
            ),
            (r#"write `{"cron": {"hour": …}}`"#, "write `{ cron = { hour = … } }`"),
            (r#"did you mean `{"cron": {…}}`?"#, "did you mean `{ cron = { … } }`?"),
            ("did you mean `cron`? {\"a\": 1}", "did you mean `cron`? {\"a\": 1}"),
        ] {
            assert_eq!(in_toml(json), toml);
        }
    }
}
