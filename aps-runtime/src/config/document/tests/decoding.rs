//! Types of all kinds are made of a tree, as serde makes them of any format.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use expect_test::expect;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::{Environment, Faults, Format, Node, Value, decode, decode_under, read_text};
use super::{data, node};

/// What is made of a public value, in JSON.
fn made<T: DeserializeOwned>(json: &str) -> (Option<T>, String) {
    let mut faults = Faults::new();
    let text = format!("{{\"job_defaults\": {json}}}");
    let node = read_text(Format::Json, "a.json", &text, &Environment::default(), &mut faults).unwrap();
    let made = decode_under("a", &node.get("job_defaults").unwrap().value, &mut faults);
    (made, faults.to_string())
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Point,
    Circle(f32),
    Line(i8, i8),
    Box { width: u64, height: Option<u64> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(i128);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Pair(char, bool);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Either {
    Number(u8),
    Text(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tagged {
    Sqlite { url: String },
    Memory,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    name: String,
    #[serde(flatten)]
    others: BTreeMap<String, u8>,
}

#[test]
fn what_serde_writes_is_read_as_the_same() {
    fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T) {
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(made(&json), (Some(value), String::new()), "{json}");
    }
    same(vec![Shape::Point, Shape::Circle(1.5), Shape::Line(-1, 2), Shape::Box { width: 3, height: None }]);
    same((Unit, Wrapped(i128::from(u64::MAX)), Pair('é', true), (), 5_u8));
    same(vec![Either::Number(5), Either::Text("a".into())]);
    same(vec![Tagged::Sqlite { url: "x".into() }, Tagged::Memory]);
    same(Flat { name: "a".into(), others: BTreeMap::from([("b".into(), 1)]) });
    same(HashMap::from([("x".to_owned(), Some(vec![1_i64, -2])), ("y".to_owned(), None)]));
    same(BTreeMap::from([(5_u8, "a".to_owned()), (7, "b".to_owned())]));
    same(serde_json::json!({"a": [1, 2.5, null, true, "x"], "b": u64::MAX, "c": i64::MIN}));
}

fn of<T: DeserializeOwned>(json: &str) -> String {
    made::<T>(json).1
}

#[test]
fn wrong_types_are_told_in_plain_words() {
    let mut told = Vec::new();
    let mut add = |faults: String| told.push(faults.replace("\n --> ", " --> "));
    add(of::<u8>("256"));
    add(of::<u8>("-1"));
    add(of::<u8>("1.0"));
    add(of::<u8>("1.5"));
    add(of::<i16>("40000"));
    add(of::<usize>("-1"));
    add(of::<u64>("18446744073709551616"));
    add(of::<f64>("\"1.5\""));
    add(of::<bool>("\"Yes\""));
    add(of::<bool>("null"));
    add(of::<String>("1.5"));
    add(of::<String>("[]"));
    add(of::<char>("\"ab\""));
    add(of::<Vec<u8>>("\"1,2\""));
    add(of::<(u8, u8)>("[1]"));
    add(of::<(u8, u8)>("[1, 2, 3]"));
    add(of::<Shape>("\"Pont\""));
    add(of::<Shape>("5"));
    add(of::<Shape>("[]"));
    add(of::<Shape>("{\"Box\": {\"widht\": 1}}"));
    add(of::<Shape>("{\"Circle\": 1, \"Point\": 2}"));
    add(of::<Shape>("{\"Circle\": \"x\"}"));
    add(of::<Shape>("\"Circle\""));
    add(of::<Shape>("{\"Point\": 5}"));
    add(of::<Either>("[]"));
    add(of::<Tagged>("{\"type\": \"sqlit\"}"));
    add(of::<Tagged>("{\"type\": \"sqlite\"}"));
    add(of::<Flat>("{\"name\": \"a\", \"b\": \"x\"}"));
    add(of::<BTreeMap<u8, u8>>("{\"x\": 1, \"2\": \"y\"}"));
    add(of::<Unit>("5"));
    expect![[r#"
        in `a`: a whole number from 0 to 255 is expected, not `256` --> a.json:1:18
          |
        1 | {"job_defaults": 256}
          |                  ^^^
        in `a`: a whole number from 0 to 255 is expected, not `-1` --> a.json:1:18
          |
        1 | {"job_defaults": -1}
          |                  ^^
        in `a`: a whole number from 0 to 255 is expected, not `1.0` --> a.json:1:18
          |
        1 | {"job_defaults": 1.0}
          |                  ^^^
          |
          = help: leave out the fraction: `1`
        in `a`: a whole number from 0 to 255 is expected, not `1.5` --> a.json:1:18
          |
        1 | {"job_defaults": 1.5}
          |                  ^^^
        in `a`: a whole number from -32768 to 32767 is expected, not `40000` --> a.json:1:18
          |
        1 | {"job_defaults": 40000}
          |                  ^^^^^
        in `a`: a whole number of at least 0 is expected, not `-1` --> a.json:1:18
          |
        1 | {"job_defaults": -1}
          |                  ^^
        in `a`: a whole number of at least 0 is expected, not `18446744073709551616` --> a.json:1:18
          |
        1 | {"job_defaults": 18446744073709551616}
          |                  ^^^^^^^^^^^^^^^^^^^^
        in `a`: a number is expected, not the string `1.5` --> a.json:1:18
          |
        1 | {"job_defaults": "1.5"}
          |                  ^^^^^
          |
          = help: write it without quotes: `1.5`
        in `a`: `true` or `false` is expected, not the string `Yes` --> a.json:1:18
          |
        1 | {"job_defaults": "Yes"}
          |                  ^^^^^
          |
          = help: write `true`, without quotes
        in `a`: `true` or `false` is expected, not nothing --> a.json:1:18
          |
        1 | {"job_defaults": null}
          |                  ^^^^
        in `a`: a string is expected, not `1.5` --> a.json:1:18
          |
        1 | {"job_defaults": 1.5}
          |                  ^^^
          |
          = help: write it in quotes: `"1.5"`
        in `a`: a string is expected, not a list --> a.json:1:18
          |
        1 | {"job_defaults": []}
          |                  ^^
        in `a`: a character is expected, not the string `ab` --> a.json:1:18
          |
        1 | {"job_defaults": "ab"}
          |                  ^^^^
        in `a`: a list is expected, not the string `1,2` --> a.json:1:18
          |
        1 | {"job_defaults": "1,2"}
          |                  ^^^^^
          |
          = help: write it in brackets: `["1,2"]`
        in `a`: a list of 2 is expected, not of 1 --> a.json:1:18
          |
        1 | {"job_defaults": [1]}
          |                  ^^^
        in `a`: a list of 2 is expected, not of 3 --> a.json:1:18
          |
        1 | {"job_defaults": [1, 2, 3]}
          |                  ^^^^^^^^^
        in `a`: unknown value `Pont` --> a.json:1:18
          |
        1 | {"job_defaults": "Pont"}
          |                  ^^^^^^
          |
          = help: did you mean `Point`?
          = note: known values are `Point`, `Circle`, `Line` and `Box`
        in `a`: unknown value `5` --> a.json:1:18
          |
        1 | {"job_defaults": 5}
          |                  ^
          |
          = note: known values are `Point`, `Circle`, `Line` and `Box`
        in `a`: a word is expected, not a list --> a.json:1:18
          |
        1 | {"job_defaults": []}
          |                  ^^
        in `a.Box`: unknown key `widht` --> a.json:1:27
          |
        1 | {"job_defaults": {"Box": {"widht": 1}}}
          |                           ^^^^^^^
          |
          = help: did you mean `width`?
          = note: known keys are `width` and `height`
        in `a`: a word is expected, or one key --> a.json:1:18
          |
        1 | {"job_defaults": {"Circle": 1, "Point": 2}}
          |                  ^^^^^^^^^^^^^^^^^^^^^^^^^
        in `a.Circle`: a number is expected, not the string `x` --> a.json:1:29
          |
        1 | {"job_defaults": {"Circle": "x"}}
          |                             ^^^
        in `a`: an object is expected, not the string `Circle` --> a.json:1:18
          |
        1 | {"job_defaults": "Circle"}
          |                  ^^^^^^^^
        in `a`: a word is expected, not an object --> a.json:1:18
          |
        1 | {"job_defaults": {"Point": 5}}
          |                  ^^^^^^^^^^^^
        in `a`: this is none of the forms that are known here --> a.json:1:18
          |
        1 | {"job_defaults": []}
          |                  ^^
        in `a.type`: unknown value `sqlit` --> a.json:1:27
          |
        1 | {"job_defaults": {"type": "sqlit"}}
          |                           ^^^^^^^
          |
          = help: did you mean `sqlite`?
          = note: known values are `sqlite` and `memory`
        in `a`: `url` is missing --> a.json:1:18
          |
        1 | {"job_defaults": {"type": "sqlite"}}
          |                  ^^^^^^^^^^^^^^^^^^
        in `a`: a whole number from 0 to 255 is expected in it, not a string --> a.json:1:18
          |
        1 | {"job_defaults": {"name": "a", "b": "x"}}
          |                  ^^^^^^^^^^^^^^^^^^^^^^^
        in `a.x`: a whole number from 0 to 255 is expected, not the string `x` --> a.json:1:19
          |
        1 | {"job_defaults": {"x": 1, "2": "y"}}
          |                   ^^^

        in `a.2`: a whole number from 0 to 255 is expected, not the string `y` --> a.json:1:32
          |
        1 | {"job_defaults": {"x": 1, "2": "y"}}
          |                                ^^^
        in `a`: nothing is expected, not `5` --> a.json:1:18
          |
        1 | {"job_defaults": 5}
          |                  ^"#]]
    .assert_eq(&told.join("\n"));
}

#[derive(Deserialize, Debug)]
#[expect(dead_code, reason = "what is read is shown")]
struct Rooms {
    #[serde(default)]
    rooms: BTreeMap<String, Vec<Room>>,
    #[serde(alias = "floors")]
    storeys: Option<u8>,
}

#[derive(Deserialize, Debug)]
#[expect(dead_code, reason = "what is read is shown")]
struct Room {
    name: String,
    doors: u8,
    size: Option<(u8, u8)>,
}

#[test]
fn what_is_right_is_made_of_a_text_with_mistakes() {
    let text = r#"{"rooms": {
        "left": [{"name": "a", "doors": 1}, {"name": 5, "doors": "x"}, {"doors": 1, "size": [1, "x"]}, 5],
        "right": [{"name": "b", "doors": 2, "size": [1, 2]}, {"nmae": "c", "doors": 2}]
    }, "storeys": 1, "floors": 2}"#;
    let mut faults = Faults::new();
    let rooms: Option<Rooms> = decode(&node(Format::Json, text), &mut faults);
    assert!(rooms.is_none_or(|rooms| rooms.rooms["right"].len() == 1));
    expect![[r#"
        `storeys` is given twice, under two names
         --> aps.json:1:1
          |
        1 | { …
          | ^

        in `rooms.left[1].name`: a string is expected, not this number
         --> aps.json:1:2
          |
        1 | {"rooms" …
          |  ^^^^^^^
          |
          = help: write it in quotes

        in `rooms.left[1].doors`: a whole number from 0 to 255 is expected, not a string
         --> aps.json:1:2
          |
        1 | {"rooms" …
          |  ^^^^^^^

        in `rooms.left[2].size[1]`: a whole number from 0 to 255 is expected, not a string
         --> aps.json:1:2
          |
        1 | {"rooms" …
          |  ^^^^^^^

        in `rooms.left[2]`: `name` is missing
         --> aps.json:1:2
          |
        1 | {"rooms" …
          |  ^^^^^^^

        in `rooms.left[3]`: an object is expected, not this number
         --> aps.json:1:2
          |
        1 | {"rooms" …
          |  ^^^^^^^

        in `rooms.right[1]`: unknown key `nmae`
         --> aps.json:1:2
          |
        1 | {"rooms" …
          |  ^^^^^^^
          |
          = help: did you mean `name`?
          = note: known keys are `name`, `doors` and `size`"#]]
    .assert_eq(&faults.to_string());
}

#[test]
fn a_part_of_the_tree_is_handed_over_with_its_places() {
    let mut faults = Faults::new();
    let whole = node(Format::Toml, "[jobstores.a]\nurl = \"x\"\n");
    let parts: BTreeMap<String, BTreeMap<String, Node>> = decode(&whole, &mut faults).unwrap();
    assert_eq!(parts["jobstores"]["a"].get("url").unwrap().key_place.to_string(), "aps.toml:2:1");
    assert!(faults.is_empty());
}

#[test]
fn a_tree_without_places_is_read_by_serde() {
    let node: Node = serde_json::from_str(r#"{"a": [1, -1, 1.5, null, true, "x"]}"#).unwrap();
    assert_eq!(data(&node), serde_json::json!({"a": [1, -1, 1.5, null, true, "x"]}));
    assert_eq!(format!("{node:?}"), "…");
    let node: Node = serde_json::from_str("5").unwrap();
    assert!(matches!(node.value, Value::Integer(5)));
    for wrong in [r#"{"a": 1, "a": 2}"#, &format!("{}{}", "[".repeat(70), "]".repeat(70))] {
        assert!(serde_json::from_str::<Node>(wrong).is_err(), "{wrong}");
    }
}
