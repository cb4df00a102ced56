//! Texts that are anything: they are read or refused, and that soon.

use proptest::prelude::*;

use super::super::{Environment, Faults, Format, from_serde, read_text};
use super::{data, model, name};

const FORMATS: [Format; 3] = [Format::Toml, Format::Json, Format::Yaml];

/// Reads it, and looks at all that comes of it.
fn read(format: Format, text: &str) -> Option<serde_json::Value> {
    let mut faults = Faults::new();
    let node = read_text(format, name(format), text, &Environment::default(), &mut faults);
    assert!(node.is_some() || !faults.is_empty(), "refused without a word: {text:?}");
    let node = node?;
    let read = faults.is_empty().then(|| data(&node));
    model(&node, &mut faults);
    let _ = format!("{faults} {node:?}");
    read
}

/// Bits of all three notations.
fn bits() -> impl Strategy<Value = String> {
    let bits = [
        "timezone",
        "jobs",
        "jobstores",
        "a",
        "=",
        ":",
        ": ",
        "- ",
        "\n",
        "\r\n",
        "  ",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "\"\"\"",
        "|",
        ">",
        "#",
        "&x",
        "*x",
        "!!str",
        "? ",
        "---",
        "1",
        "-5",
        "1e999",
        "0x1F",
        "true",
        "null",
        "~",
        "é",
        "\u{1F600}",
        "\\",
        "\\u0041",
        "\\ud800",
        "\t",
        "\u{0}",
        "\u{feff}",
        "${A}",
        "$${",
        ".",
        "2030-01-01",
    ];
    prop::collection::vec(prop::sample::select(bits.to_vec()), 0..60).prop_map(|bits| bits.concat())
}

fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1e300..1e300).prop_map(|number: f64| number.into()),
        "[^$]{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inside| {
        prop_oneof![
            prop::collection::vec(inside.clone(), 0..6).prop_map(serde_json::Value::Array),
            prop::collection::vec(("[^$]{0,6}", inside), 0..6)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![bits(), ".*", "(?s).{0,200}"]) {
        for format in FORMATS {
            read(format, &text);
        }
    }

    #[test]
    fn json_is_read_as_by_serde_json(value in values()) {
        for text in [value.to_string(), format!("{value:#}")] {
            prop_assert_eq!(read(Format::Json, &text), Some(value.clone()));
        }
        let node = from_serde(value.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&node).unwrap(), value);
    }

    #[test]
    fn what_serde_json_refuses_is_not_json(text in bits()) {
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            prop_assert_eq!(read(Format::Json, text.trim_start_matches('\u{feff}')), None);
        }
    }
}

#[cfg(feature = "yaml")]
proptest! {
    #[test]
    fn what_is_json_is_yaml(value in values()) {
        // YAML has fewer characters than JSON.
        let text = value.to_string();
        if text.chars().all(|c| ('\u{20}'..'\u{7f}').contains(&c)) {
            prop_assert_eq!(read(Format::Yaml, &text), Some(value));
        }
    }
}

#[test]
fn much_of_the_same_is_read_or_refused() {
    for piece in [
        "[",
        "{",
        "[[",
        "a.",
        "a:",
        "- ",
        "? ",
        "{a: ",
        "[{",
        "\"",
        "'",
        "&a ",
        "*a ",
        "!",
        "#",
        "\n",
        "a\n",
        "a: 1\n",
        "a=1\n",
        "\"a\": 1, ",
        "|\n ",
        "> ",
        "- - ",
        ",",
        "[a]\n",
        "[[a]]\n",
        "é",
        "${",
        "x = [\n",
        "'''",
        "\"\"\"\n",
        "%",
        "---\n",
    ] {
        for format in FORMATS {
            read(format, &piece.repeat(20_000 / piece.len()));
        }
    }
}

#[test]
fn long_lines_are_read_in_time() {
    let many = |bit: fn(usize) -> String| (0..30_000).map(bit).collect::<Vec<_>>().concat();
    let inline = many(|number| format!("k{number} = 1, ")).trim_end_matches(", ").to_owned();
    read(Format::Toml, &format!("jobstores.a = {{{inline}}}"));
    read(Format::Toml, &many(|_| "a: ".to_owned()));
    read(Format::Toml, &format!("[{}]", "a".repeat(500_000)));
    let object = many(|number| format!("\"k{number}\": 1, ")).trim_end_matches(", ").to_owned();
    read(Format::Json, &format!("{{\"jobstores\": {{\"a\": {{{object}}}}}}}"));
    read(Format::Yaml, &format!("jobstores: {{a: {{{object}}}}}"));
    read(Format::Json, &format!("{{\"jobs\": [{}]}}", vec!["{}"; 30_000].join(", ")));
}

#[test]
fn thousands_of_mistakes_are_told_in_part() {
    let unknown: Vec<String> = (0..5_000).map(|number| format!("unknown{number} = 1\n")).collect();
    let unknown = unknown.concat();
    let wrong = format!("expect_jobs = [{}]", "5, ".repeat(5_000));
    for text in [unknown, wrong] {
        let mut faults = Faults::new();
        let node = read_text(Format::Toml, "aps.toml", &text, &Environment::default(), &mut faults).unwrap();
        model(&node, &mut faults);
        let told = faults.to_string();
        assert!(told.len() < 30_000 && told.ends_with(" more"), "{}", told.len());
    }
}
