//! Line and column, of each kind of file.

use super::super::{Entry, Format, Node, Value};
use super::node;

/// The place of each key and each value, in the order of the text.
fn places(node: &Node) -> Vec<String> {
    let place = |node: &Node| node.place.to_string();
    match &node.value {
        Value::List(members) => {
            members.iter().flat_map(|member| [vec![place(member)], places(member)].concat()).collect()
        }
        Value::Map(entries) => {
            let of = |Entry { key, key_place, value }: &Entry| {
                [vec![format!("{key} {key_place}"), place(value)], places(value)].concat()
            };
            entries.iter().flat_map(of).collect()
        }
        _ => Vec::new(),
    }
}

fn assert_places(format: Format, text: &str, expected: &[&str]) {
    let short: Vec<String> = places(&node(format, text))
        .into_iter()
        .map(|place| place.replace("aps.toml:", "").replace("aps.json:", "").replace("aps.yaml:", ""))
        .collect();
    assert_eq!(short, expected, "{text}");
}

#[test]
fn toml() {
    let text = "timezone = \"é\"\r\n[job_defaults] # ünd\r\n\"ö\" = [1, 'ü', 2]\r\n  a.b = true\r\n[[jobs]]\r\nid = 2030-01-01 08:00:00\r\n";
    let expected = [
        "timezone 1:1",
        "1:12",
        "job_defaults 2:2",
        "2:1",
        "ö 3:1",
        "3:7",
        "3:8",
        "3:11",
        "3:16",
        "a 4:3",
        "4:3",
        "b 4:5",
        "4:9",
        "jobs 5:3",
        "5:1",
        "5:1",
        "id 6:1",
        "6:6",
    ];
    assert_places(Format::Toml, text, &expected);
}

#[test]
fn json() {
    let text =
        "{\r\n  \"timezone\": \"é\", \"job_defaults\": {\"ö\": [1, \"ü\", 2]},\r\n  \"jobs\": [{\"id\": 1}]}";
    let expected = [
        "timezone 2:3",
        "2:15",
        "job_defaults 2:20",
        "2:36",
        "ö 2:37",
        "2:42",
        "2:43",
        "2:46",
        "2:51",
        "jobs 3:3",
        "3:11",
        "3:12",
        "id 3:13",
        "3:19",
    ];
    assert_places(Format::Json, text, &expected);
}

#[cfg(feature = "yaml")]
#[test]
fn yaml() {
    let text =
        "\u{feff}# é\r\ntimezone: 'é' \r\njob_defaults:\r\n  ö: [1, ü, 2]\r\n  b:\r\njobs:\r\n  - id: 1\r\n";
    let expected = [
        "timezone 2:1",
        "2:11",
        "job_defaults 3:1",
        "4:3",
        "ö 4:3",
        "4:6",
        "4:7",
        "4:10",
        "4:13",
        "b 5:3",
        "5:4",
        "jobs 6:1",
        "7:3",
        "7:5",
        "id 7:5",
        "7:9",
    ];
    assert_places(Format::Yaml, text, &expected);
}

#[cfg(feature = "yaml")]
#[test]
fn plain_texts_of_yaml_are_read_by_the_core_schema() {
    let text = "[~, null, '', \"1\", true, False, no, 0x1F, 0o17, 017, -5, +5, 1.5, .5, 1., 1e3, 1_000, infinity, nan, 12:30, 2030-01-01, |\n a\n b\n]";
    let text = text.replace(", |\n a\n b\n]", "]");
    let expected = serde_json::json!([
        null,
        null,
        "",
        "1",
        true,
        false,
        "no",
        31,
        15,
        17,
        -5,
        5,
        1.5,
        0.5,
        1.0,
        1000.0,
        "1_000",
        "infinity",
        "nan",
        "12:30",
        "2030-01-01"
    ]);
    assert_eq!(super::data(&node(Format::Yaml, &text)), expected);
}

#[test]
fn dates_of_toml_are_texts() {
    let text = "a = 2030-01-01 08:00:00\nb = 2030-01-01\nc = 08:00:00\nd = 2030-01-01T08:00:00.5+01:00\ne = 0x1F\nf = 1_000\ng = 1_0.5e3\nh = -5\n";
    let expected = serde_json::json!({
        "a": "2030-01-01 08:00:00", "b": "2030-01-01", "c": "08:00:00", "d": "2030-01-01T08:00:00.5+01:00",
        "e": 31, "f": 1000, "g": 10500.0, "h": -5
    });
    assert_eq!(super::data(&node(Format::Toml, text)), expected);
}
