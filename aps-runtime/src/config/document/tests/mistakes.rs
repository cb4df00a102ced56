//! What a person reads.

use expect_test::expect;

use super::super::Format;
use super::told;

#[test]
fn all_mistakes_of_a_toml_file() {
    let text = r#"
timezone = "Euorpe/Berlin"
jobstore_retry_intervall = 10
expect_jobs = ["a", 5, "b"]

[job_defaults]
coalesce = "no"
max_instances = 0
on_node_loss = "abandn" # either

[jobstores.default]
url = "postgres://ann:hunter2@db/jobs"
pool_size = 300
password = "hunter2"

[jobstores.other]
pool_size = "hunter2"

[executors.default]
type = "threadpool"
max_workers = "20"

[executor.other]
type = "threadpool"

[[jobs]]
function = "reports::send"
trigger = { cron = { month = "mai", day = "3rd fir" }, timezone = "Europe/Berlin" }

[[jobs]]
trigger = { cron = "0 0 * mai *" }
args = ["hunter2"]
max_instances = -1

[[jobs]]
fucntion = "a"
trigger = { crn = "0 0 * mai *" }
"#;
    expect![[r#"
        in `timezone`: `Euorpe/Berlin` is not a time zone
         --> aps.toml:2:13
          |
        2 | timezone = "Euorpe/Berlin"
          |             ^^^^^^^^^^^^^
          |
          = help: did you mean `Europe/Berlin`?

        unknown key `jobstore_retry_intervall`
         --> aps.toml:3:1
          |
        3 | jobstore_retry_intervall …
          | ^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `jobstore_retry_interval`?
          = note: known keys are `timezone`, `jobstore_retry_interval`, `expect_jobs`, `job_defaults`, `jobstores`, `executors` and `jobs`

        in `expect_jobs[1]`: a string is expected, not `5`
         --> aps.toml:4:21
          |
        4 | expect_jobs = ["a", 5, "b"]
          |                     ^
          |
          = help: write it in quotes: `"5"`

        in `job_defaults.coalesce`: `true` or `false` is expected, not the string `no`
         --> aps.toml:7:12
          |
        7 | coalesce = "no"
          |            ^^^^
          |
          = help: write `false`, without quotes

        in `job_defaults.max_instances`: a whole number from 1 to 4294967295 is expected, not `0`
         --> aps.toml:8:17
          |
        8 | max_instances = 0
          |                 ^

        in `job_defaults.on_node_loss`: unknown value `abandn`
         --> aps.toml:9:16
          |
        9 | on_node_loss = "abandn" …
          |                ^^^^^^^^
          |
          = help: did you mean `abandon`?
          = note: known values are `abandon` and `rerun`

        in `jobstores.default.pool_size`: a whole number from 0 to 255 is expected, not this number
         --> aps.toml:13:1
           |
        13 | pool_size …
           | ^^^^^^^^^

        in `jobstores.default`: unknown key `password`
         --> aps.toml:14:1
           |
        14 | password …
           | ^^^^^^^^
           |
           = note: known keys are `url` and `pool_size`

        in `jobstores.other`: `url` is missing
         --> aps.toml:16:1
           |
        16 | [jobstores.other]
           | ^^^^^^^^^^^^^^^^^

        in `jobstores.other.pool_size`: a whole number from 0 to 255 is expected, not a string
         --> aps.toml:17:1
           |
        17 | pool_size …
           | ^^^^^^^^^

        in `executors.default.max_workers`: a whole number from 0 to 65535 is expected, not the string `20`
         --> aps.toml:21:15
           |
        21 | max_workers = "20"
           |               ^^^^
           |
           = help: write it without quotes: `20`

        unknown key `executor`
         --> aps.toml:23:2
           |
        23 | [executor.other]
           |  ^^^^^^^^
           |
           = help: did you mean `executors`?
           = note: known keys are `timezone`, `jobstore_retry_interval`, `expect_jobs`, `job_defaults`, `jobstores`, `executors` and `jobs`

        in `jobs[0].trigger.cron.month`: invalid cron field `month`: `mai` is not a month
         --> aps.toml:28:31
           |
        28 | trigger = { cron = { month = "mai", day = "3rd fir" }, timezone = "Europe/Berlin" }
           |                               ^^^
           |
           = help: did you mean `may`?
           = note: months are 1-12 or jan-dec

        in `jobs[0].trigger.cron.day`: invalid cron field `day`: `fir` is not a weekday
         --> aps.toml:28:48
           |
        28 | trigger = { cron = { month = "mai", day = "3rd fir" }, timezone = "Europe/Berlin" }
           |                                                ^^^
           |
           = help: did you mean `fri`?
           = note: weekdays are 0-6 or mon-sun; 0 is Monday

        in `jobs[1]`: `function` is missing
         --> aps.toml:30:1
           |
        30 | [[jobs]]
           | ^^^^^^^^

        in `jobs[1].trigger.cron`: invalid cron expression: `mai` is not a month
         --> aps.toml:31:27
           |
        31 | trigger = { cron = "0 0 * mai *" }
           |                           ^^^ in the `month` field
           |
           = help: did you mean `may`?
           = note: months are 1-12 or jan-dec

        in `jobs[1].max_instances`: a whole number from 1 to 4294967295 is expected, not `-1`
         --> aps.toml:33:17
           |
        33 | max_instances = -1
           |                 ^^

        in `jobs[2]`: unknown key `fucntion`
         --> aps.toml:36:1
           |
        36 | fucntion …
           | ^^^^^^^^
           |
           = help: did you mean `function`?
           = note: known keys are `function`, `trigger`, `args` and `max_instances`

        in `jobs[2].trigger`: this is no trigger: it has none of the keys `cron`, `interval`, `date`, `calendar_interval`, `and`, `or`
         --> aps.toml:37:11
           |
        37 | trigger = { crn = "0 0 * mai *" }
           |           ^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: did you mean `cron`?
           = note: triggers are written as `{ cron = "0 9 * * mon-fri" }`, `{ interval = { hours = 2 } }`, `{ date = "2030-01-31 08:00:00" }`, `{ calendar_interval = { months = 1, hour = 15 } }`, `{ and = [{ … }, { … }] }` or `{ or = [{ … }, { … }] }`"#]].assert_eq(&told(Format::Toml, text));
}

#[test]
fn all_mistakes_of_a_json_file() {
    let text = r#"{
  "timezone": "UTC",
  "job_defaults": {"max_instances": "3", "coalesce": 1, "coalesce": true},
  "jobs": [{"function": "x", "trigger": {"or": [{"date": "2030-13-01"}, {"interval": "5 mintes"}]}}],
  "jobstores": {"default": "postgres://ann:hunter2@db/jobs", "mongo": {"ulr": "x"}}
}"#;
    expect![[r#"
        in `job_defaults.max_instances`: a whole number from 1 to 4294967295 is expected, not the string `3`
         --> aps.json:3:37
          |
        3 |   "job_defaults": {"max_instances": "3", "coalesce": 1, "coalesce": true},
          |                                     ^^^
          |
          = help: write it without quotes: `3`

        in `job_defaults.coalesce`: `true` or `false` is expected, not `1`
         --> aps.json:3:54
          |
        3 |   "job_defaults": {"max_instances": "3", "coalesce": 1, "coalesce": true},
          |                                                      ^

        `coalesce` is given twice
         --> aps.json:3:57
          |
        3 | … "coalesce" …
          |   ^^^^^^^^^^
          |
          = note: it is given before: aps.json:3:42

        in `jobs[0].trigger.or[0].date`: invalid date: there is no month 13
         --> aps.json:4:59
          |
        4 | … "trigger": {"or": [{"date": "2030-13-01"}, {"interval": "5 mintes"}]}}],
          |                                ^^^^^^^^^^

        in `jobs[0].trigger.or[1].interval`: invalid interval: `mintes` is not a unit of time
         --> aps.json:4:89
          |
        4 | … "trigger": {"or": [{"date": "2030-13-01"}, {"interval": "5 mintes"}]}}],
          |                                                              ^^^^^^
          |
          = help: did you mean `minutes`?
          = note: units are weeks, days, hours, minutes, seconds and ms

        in `jobstores.default`: an object is expected, not a string
         --> aps.json:5:17
          |
        5 | … "default" …
          |   ^^^^^^^^^

        in `jobstores.mongo`: unknown key `ulr`
         --> aps.json:5:72
          |
        5 | … "ulr" …
          |   ^^^^^
          |
          = help: did you mean `url`?
          = note: known keys are `url` and `pool_size`"#]]
    .assert_eq(&told(Format::Json, text));
}

#[cfg(feature = "yaml")]
#[test]
fn all_mistakes_of_a_yaml_file() {
    let text = "\
# é
timezone: 5
job_defaults:
  max_instances: three
  coalesce: no  # a password
  on_node_loss: 3
jobs:
  - function: x
    trigger: {cron: \"0 0 * mai *\"}
    args: [hunter2]
    bogus: 5
  - trigger: {and: [{interval: {hours: 1}}, {cron: {hour: 25}}], jitter: long}
jobstores: {default: {url: hunter2, pool_size: hunter2}}
";
    expect![[r#"
        in `timezone`: a string is expected, not `5`
         --> aps.yaml:2:11
          |
        2 | timezone: 5
          |           ^
          |
          = help: write it in quotes: `"5"`

        in `job_defaults.max_instances`: a whole number from 1 to 4294967295 is expected, not the string `three`
         --> aps.yaml:4:18
          |
        4 |   max_instances: three
          |                  ^^^^^

        in `job_defaults.coalesce`: `true` or `false` is expected, not the string `no`
         --> aps.yaml:5:13
          |
        5 |   coalesce: no …
          |             ^^
          |
          = help: write `false`, without quotes

        in `job_defaults.on_node_loss`: unknown value `3`
         --> aps.yaml:6:17
          |
        6 |   on_node_loss: 3
          |                 ^
          |
          = note: known values are `abandon` and `rerun`

        in `jobs[0].trigger.cron`: invalid cron expression: `mai` is not a month
         --> aps.yaml:9:28
          |
        9 |     trigger: {cron: "0 0 * mai *"}
          |                            ^^^ in the `month` field
          |
          = help: did you mean `may`?
          = note: months are 1-12 or jan-dec

        in `jobs[0]`: unknown key `bogus`
         --> aps.yaml:11:5
           |
        11 |     bogus …
           |     ^^^^^
           |
           = note: known keys are `function`, `trigger`, `args` and `max_instances`

        in `jobs[1]`: `function` is missing
         --> aps.yaml:12:5
           |
        12 |   -  …
           |     ^

        in `jobs[1].trigger.and[1].cron.hour`: invalid cron field `hour`: `25` is not in 0-23
         --> aps.yaml:12:59
           |
        12 |   - trigger: {and: [{interval: {hours: 1}}, {cron: {hour: 25}}], jitter: long}
           |                                                           ^^
           |
           = note: hours are 0-23

        in `jobs[1].trigger.jitter`: invalid interval: `long` has no number before it
         --> aps.yaml:12:74
           |
        12 |   - trigger: {and: [{interval: {hours: 1}}, {cron: {hour: 25}}], jitter: long}
           |                                                                          ^^^^
           |
           = help: write a number and a unit, such as `1h 30m`

        in `jobstores.default.pool_size`: a whole number from 0 to 255 is expected, not a string
         --> aps.yaml:13:37
           |
        13 | … pool_size …
           |   ^^^^^^^^^"#]].assert_eq(&told(Format::Yaml, text));
}

#[test]
fn mistakes_in_the_notation() {
    expect![[r#"
        this is not TOML: string values must be quoted
         --> aps.toml:1:12

        this is not TOML: unclosed table, expected `]`
         --> aps.toml:3:6"#]]
    .assert_eq(&told(Format::Toml, "timezone = UTC\n\n[jobs\nx = \"abc\n"));
    expect![[r#"
        this is not TOML: duplicate key
         --> aps.toml:3:1"#]]
    .assert_eq(&told(Format::Toml, "[job_defaults]\ncoalesce = true\ncoalesce = false\n"));
    expect![[r#"
        this number is too large, or none that can be used
         --> aps.toml:1:5"#]]
    .assert_eq(&told(Format::Toml, "a = inf\n"));
    expect![[r#"
        this number is too large, or none that can be used
         --> aps.toml:1:5"#]]
    .assert_eq(&told(Format::Toml, "a = 1000000000000000000000000000000000000000000\n"));
    expect![[r#"
        this is not JSON: trailing comma
         --> aps.json:2:19"#]]
    .assert_eq(&told(Format::Json, "{\n  \"é\": 1, \"a\": [1,]\n}"));
    expect![[r#"
        this is not JSON: it ends while parsing a list
         --> aps.json:2:1"#]]
    .assert_eq(&told(Format::Json, "{\"jobs\": [\n"));
    expect![[r#"
        this is not JSON: number out of range
         --> aps.json:1:11"#]]
    .assert_eq(&told(Format::Json, "{\"a\": 1e999}"));
    expect![[r#"
        this is not JSON: it ends while parsing a value
         --> aps.json:1:1"#]]
    .assert_eq(&told(Format::Json, ""));
    expect![[r#"
        an object is expected, not a list
         --> aps.json:1:1
          |
        1 | [ …
          | ^"#]]
    .assert_eq(&told(Format::Json, "[1, 2]"));
}

#[cfg(feature = "yaml")]
#[test]
fn mistakes_in_the_notation_of_yaml() {
    expect![[r#"
        this is not YAML: illegal placement of ':' indicator
         --> aps.yaml:2:2"#]]
    .assert_eq(&told(Format::Yaml, "a: [1\nb: 2\n"));
    expect![[r#"
        this is not YAML: unexpected character
         --> aps.yaml:1:4"#]]
    .assert_eq(&told(Format::Yaml, "a: @hunter2\n"));
    expect![[r#"
        anchors are not read
         --> aps.yaml:1:4
          = help: write out what is meant"#]]
    .assert_eq(&told(Format::Yaml, "a: &x 1\nb: *x\n"));
    expect![[r#"
        tags are not read
         --> aps.yaml:1:4
          = help: leave out what begins with `!`; a text is written in quotes"#]]
    .assert_eq(&told(Format::Yaml, "a: !!str 1\n"));
    expect![[r#"
        this is a second document
         --> aps.yaml:2:1
          = help: a configuration is one document"#]]
    .assert_eq(&told(Format::Yaml, "timezone: UTC\n---\ntimezone: UTC\n"));
    expect![[r#"
        this key is not a text
         --> aps.yaml:1:3"#]]
    .assert_eq(&told(Format::Yaml, "? [a]\n: 1\n"));
    expect![[r#"
        `timezone` is given twice
         --> aps.yaml:3:1
          |
        3 | timezone …
          | ^^^^^^^^
          |
          = note: it is given before: aps.yaml:1:1"#]]
    .assert_eq(&told(Format::Yaml, "timezone: UTC\n\ntimezone: UTC\n"));
    expect![[r#"
        this number is too large, or none that can be used
         --> aps.yaml:1:4"#]]
    .assert_eq(&told(Format::Yaml, "a: .nan\n"));
    expect![[r#"
        a mapping is expected, not a string
         --> aps.yaml:1:1"#]]
    .assert_eq(&told(Format::Yaml, "timezone:UTC\n"));
}

#[test]
fn nothing_is_deeper_than_a_limit() {
    expect![[r#"
        this is nested more than 72 deep
         --> aps.json:1:79"#]]
    .assert_eq(&told(Format::Json, &format!("{{\"a\": {}{}}}", "[".repeat(78), "]".repeat(78))));
    expect![[r#"
        this is nested more than 72 deep
         --> aps.toml:1:77"#]]
    .assert_eq(&told(Format::Toml, &format!("a = {}{}", "[".repeat(78), "]".repeat(78))));
    expect!["`aps.toml` is larger than 1048576 bytes, which no configuration is"]
        .assert_eq(&told(Format::Toml, &format!("a = \"{}\"", "x".repeat(1 << 20))));
}

#[cfg(feature = "yaml")]
#[test]
fn yaml_is_no_deeper_either() {
    expect![[r#"
        this is nested more than 72 deep
         --> aps.yaml:1:76"#]]
    .assert_eq(&told(Format::Yaml, &format!("a: {}{}", "[".repeat(78), "]".repeat(78))));
}
