//! Nothing that may be a password is ever shown, however broken the text.

use proptest::prelude::*;

use super::super::{Environment, Faults, Format, merge, read_text, read_variables};
use super::{KNOWN, model, name};

/// What a password may look like in a file. The canary is a part of each.
const FORMS: [&str; 6] = [
    "hunter2",
    "postgres://ann:hunter2@db.example.org/jobs",
    "postgres://db.example.org/jobs?password=hunter2&sslmode=require",
    "redis://:%68unter2hunter2@db",
    "user=ann password=hunter2",
    "xxhunter2xx",
];

const TOML: &str = r#"timezone = "Euorpe/Berlin"
default_executor = "${PASSWORD}"
expect_jobs = [ "a", 5, "URL" ]
jobstore_retry_interval = "x" # NOTE
bogus = "CANARY"

[job_defaults]
coalesce = "no" # NOTE
max_instances = "${PASSWORD}"

[jobstores.default]
type = "sqlite"
url = "CANARY"
pool_size = "CANARY"
passwrod = ["CANARY", { a = "CANARY" }]

[jobstores]
direct = "CANARY"
inline = { type = "x", password = "CANARY", pool_size = true }

[jobstore.other]
url = "CANARY"

[executors.default]
type = 5
password = "CANARY"
key = "CANARY"

[[jobs]]
function = 5
trigger = { cron = "0 0 * mai *" }
args = ["CANARY", { password = "CANARY" }]
arg = "CANARY"

[[job]]
args = ["CANARY"]
"#;

/// Lists where tables belong, one to a line as headers are.
const LISTS: &str = "\
jobs = [
  [\"CANARY\"],
  [ 'CANARY' ]
]
jobstores = { a = [
  [\"CANARY\"]
], b = [
  'CANARY'
] }
executors = [
  [\"CANARY\"]
]
job_defaults = { bogus = 1, coalesce = \"mai\" }
";

const JSON: &str = r#"{
  "timezone": "Euorpe/Berlin", "bogus": "CANARY",
  "expect_jobs": ["a", 5, "URL"],
  "jobstores": {"a": {"type": 1, "url": "CANARY", "pool_size": "CANARY", "bogus": ["CANARY"]}, "b": "CANARY"},
  "jobstore": {"a": {"url": "CANARY"}}, "executors": {"a": {"type": "x", "key": {"CANARY": 1}, "other": "CANARY"}},
  "jobs": [{"args": ["CANARY", {"a": "CANARY"}], "arg": "CANARY", "function": 5, "trigger": {"cron": "0 0 * mai *"}}, {"args": "CANARY", "trigger": 5}]
}
"#;

const YAML: &str = r#"timezone: Euorpe/Berlin # NOTE
bogus: CANARY
job_defaults: {coalesce: no, max_instances: "${PASSWORD}"}
jobstores:
  a:
    type: 1
    url: "CANARY"
    pool_size: "CANARY"
    bogus: ["CANARY", {a: "CANARY"}]
  b: "CANARY"
executor: {a: {type: x, password: "CANARY"}}
jobs:
  - {args: ["CANARY"], bogus: 1, function: 5, trigger: {cron: "0 0 * mai *"}}
  - args: "CANARY"
    trigger: 5
"#;

/// Whatever is said of a text, and of what is made of it.
fn said(format: Format, text: &str) -> String {
    let environment: Environment = [("PASSWORD", "hunter2")].into_iter().collect();
    let mut faults = Faults::new();
    let node = read_text(format, name(format), text, &environment, &mut faults);
    let model = node.as_ref().and_then(|node| model(node, &mut faults));
    format!("{faults}\n{faults:?}\n{node:?}\n{environment:?}\n{:?}", model.map(|model| model.jobstores))
}

fn assert_silent(said: &str, text: &str) {
    assert!(!said.to_lowercase().contains("hunter2"), "{text}\n\n{said}");
    assert!(!said.contains("%68unter"), "{text}\n\n{said}");
}

/// A text with some of its characters lost, or others put in; never within a canary.
fn broken(text: &str, breaks: &[(usize, char)]) -> String {
    let mut parts: Vec<String> = text.split("CANARY").map(str::to_owned).collect();
    for (at, with) in breaks {
        let part = at % parts.len();
        let characters: Vec<char> = parts[part].chars().collect();
        let place = (at / parts.len()) % (characters.len() + 1);
        let (before, after) = characters.split_at(place);
        let kept = if *with == '\u{8}' { &after[after.len().min(1)..] } else { after };
        let put = Some(*with).filter(|c| *c != '\u{8}');
        parts[part] = before.iter().chain(&put).chain(kept).collect();
    }
    parts.join("CANARY")
}

fn formats() -> impl Strategy<Value = (Format, &'static str)> {
    let yaml = cfg!(feature = "yaml").then_some((Format::Yaml, YAML));
    let all: Vec<_> = [(Format::Toml, TOML), (Format::Json, JSON)].into_iter().chain(yaml).collect();
    proptest::sample::select(all)
}

#[test]
fn a_text_that_is_only_wrong_gives_nothing_away() {
    for (format, text) in
        [(Format::Toml, TOML), (Format::Toml, LISTS), (Format::Json, JSON), (Format::Yaml, YAML)]
    {
        for form in FORMS {
            let text = text.replace("CANARY", form).replace("URL", "db://hunter2@db").replace("NOTE", form);
            let said = said(format, &text);
            assert_silent(&said, &text);
            if format != Format::Yaml || cfg!(feature = "yaml") {
                assert!(said.contains("bogus") && said.contains("mai"), "{said}");
            }
        }
    }
}

#[test]
fn variables_that_are_wrong_give_nothing_away() {
    for form in FORMS {
        let given = [
            ("APS_JOBSTORES__A__URL", form),
            ("APS_JOBSTORES__A__POOL_SIZE", form),
            ("APS_JOBSTORES__B", form),
            ("APS_EXECUTORS__A__TYPE__X", form),
            ("APS_JOBSTORE__A__URL", form),
            ("APS_JOBS", form),
            ("APS_JOBSTORES__C__PASSWORD_FILE", form),
            ("APS_BOGUS", form),
        ];
        let environment: Environment = given.into_iter().collect();
        let mut faults = Faults::new();
        let read = read_variables(&environment, &KNOWN, &mut faults);
        model(&read.node, &mut faults);
        let merged = merge(read.node.clone(), read.node.clone());
        assert_silent(&format!("{faults} {faults:?} {read:?} {merged:?} {environment:?}"), form);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_text_that_is_broken_gives_nothing_away(
        (format, text) in formats(),
        form in proptest::sample::select(&FORMS[..]),
        breaks in prop::collection::vec((any::<usize>(), prop::sample::select(&BREAKS[..])), 0..4),
    ) {
        let text = broken(text, &breaks).replace("CANARY", form);
        assert_silent(&said(format, &text), &text);
    }
}

const BREAKS: [char; 18] =
    ['\u{8}', '"', '\'', '{', '}', '[', ']', ':', '=', ',', '\n', ' ', '#', '-', '\\', '.', 'x', '$'];
