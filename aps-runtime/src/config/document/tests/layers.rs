//! Variables, dictionaries, secrets, and one over another.

use expect_test::expect;
use serde_json::json;

use super::super::{
    Environment, Faults, Format, Node, from_serde, merge, read_dictionary, read_text, read_variables,
};
use super::{KNOWN, OnNodeLoss, data, model, node};

fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().copied().collect()
}

/// What the variables say, and what is wrong with them.
fn variables(variables: &[(&str, &str)]) -> (Node, String) {
    let mut faults = Faults::new();
    let read = read_variables(&environment(variables), &KNOWN, &mut faults);
    model(&read.node, &mut faults);
    (read.node, faults.to_string())
}

#[test]
fn variables_say_what_a_file_says() {
    let given = [
        ("APS_TIMEZONE", "Europe/Berlin"),
        ("APS_JOBSTORE_RETRY_INTERVAL", "2.5"),
        ("APS_EXPECT_JOBS", "a, b ,c"),
        ("APS_JOB_DEFAULTS__COALESCE", "Off"),
        ("aps_job_defaults__max_instances", "3"),
        ("APS_JOB_DEFAULTS__ON_NODE_LOSS", "rerun"),
        ("APS_JOBSTORES__MONGO__URL", "mongodb://db"),
        ("APS_EXECUTORS", r#"{"default": {"type": "threadpool", "max_workers": 20}}"#),
        ("APS_JOBS", r#"[{"function": "f", "trigger": {"interval": "5m"}, "args": [1]}]"#),
        ("PATH", "/bin"),
        ("APS_CONFIG", "aps.toml"),
    ];
    let mut faults = Faults::new();
    let read = read_variables(&environment(&given), &KNOWN, &mut faults);
    let model = model(&read.node, &mut faults).unwrap();
    assert!(faults.is_empty(), "{faults}");
    assert!(read.ignored.is_empty());
    assert_eq!(model.timezone.unwrap().to_string(), "Europe/Berlin");
    assert_eq!((model.jobstore_retry_interval, model.expect_jobs.len()), (Some(2.5), 3));
    assert_eq!(model.expect_jobs, ["a", "b", "c"]);
    assert_eq!(
        (model.job_defaults.coalesce, model.job_defaults.on_node_loss),
        (Some(false), Some(OnNodeLoss::Rerun))
    );
    assert_eq!(model.job_defaults.max_instances.unwrap().get(), 3);
    assert_eq!(model.executors["default"].max_workers, Some(20));
    assert_eq!((model.jobs[0].function.as_str(), &model.jobs[0].args), ("f", &vec![json!(1)]));
    assert_eq!(data(&model.jobstores["mongo"]), json!({"url": "mongodb://db"}));
}

#[test]
fn variables_that_are_wrong() {
    let wrong = [
        ("APS_TIMEZONE", "Euorpe/Berlin"),
        ("APS_TIMEZNE", "UTC"),
        ("APS_JOB_DEFAULTS_COALESCE", "1"),
        ("APS_JOB_DEFAULTS__COALESCE", "maybe"),
        ("APS_JOB_DEFAULTS__MAX_INSTANCES", "many"),
        ("APS_JOB_DEFAULTS__ON_NODE_LOSS", "rerum"),
        ("APS_JOBSTORES____URL", "x"),
        ("APS_JOBSTORES__A__POOL_SIZE", "hunter2"),
        ("APS_JOBSTORES__A__URL", "x"),
        ("APS_JOBSTORES__A__ULR", "hunter2"),
        ("APS_EXECUTORS__DEFAULT", "threadpool"),
        ("APS_JOBS", r#"[{"function": "f", "trigger": {"cron": "0 0 * mai *"}, "max": 1}]"#),
        ("aps_jobs", "[]"),
    ];
    expect![[r#"
        `APS_JOBSTORES____URL` is not a variable that is known here
         --> environment variable APS_JOBSTORES____URL
          = help: did you mean `APS_JOBSTORES__URL`?

        `APS_JOB_DEFAULTS_COALESCE` is not a variable that is known here
         --> environment variable APS_JOB_DEFAULTS_COALESCE
          = help: did you mean `APS_JOB_DEFAULTS__COALESCE`?

        `APS_TIMEZNE` is not a variable that is known here
         --> environment variable APS_TIMEZNE
          = help: did you mean `APS_TIMEZONE`?

        `jobs` is given twice
         --> environment variable aps_jobs
          = note: it is given before: environment variable APS_JOBS

        in `executors.default`: an object is expected, not a string
         --> environment variable APS_EXECUTORS__DEFAULT

        in `jobs[0].trigger.cron`: invalid cron expression: `mai` is not a month
         --> environment variable APS_JOBS
          |
          | 0 0 * mai *
          |       ^^^ in the `month` field
          |
          = help: did you mean `may`?
          = note: months are 1-12 or jan-dec

        in `jobs[0]`: unknown key `max`
         --> environment variable APS_JOBS
          = note: known keys are `function`, `trigger`, `args` and `max_instances`

        in `job_defaults.coalesce`: `true` or `false` is expected, not the string `maybe`
         --> environment variable APS_JOB_DEFAULTS__COALESCE
          = note: read as true are `true`, `yes`, `on`, `y`, `t` and `1`; as false `false`, `no`, `off`, `n`, `f` and `0`

        in `job_defaults.max_instances`: a whole number from 1 to 4294967295 is expected, not the string `many`
         --> environment variable APS_JOB_DEFAULTS__MAX_INSTANCES

        in `job_defaults.on_node_loss`: unknown value `rerum`
         --> environment variable APS_JOB_DEFAULTS__ON_NODE_LOSS
          = help: did you mean `rerun`?
          = note: known values are `abandon` and `rerun`

        in `timezone`: `Euorpe/Berlin` is not a time zone
         --> environment variable APS_TIMEZONE
          |
          | Euorpe/Berlin
          | ^^^^^^^^^^^^^
          |
          = help: did you mean `Europe/Berlin`?

        in `jobstores.a.pool_size`: a whole number from 0 to 255 is expected, not a string
         --> environment variable APS_JOBSTORES__A__POOL_SIZE

        in `jobstores.a`: unknown key `ulr`
         --> environment variable APS_JOBSTORES__A__ULR
          = help: did you mean `url`?
          = note: known keys are `url` and `pool_size`"#]].assert_eq(&variables(&wrong).1);
}

#[test]
fn variables_with_one_line_where_two_belong_are_suggested_with_two() {
    for (given, meant) in [
        ("APS_EXECUTORS_REPORTS_TYPE", "APS_EXECUTORS__REPORTS__TYPE"),
        ("APS_EXECUTORS_MY_POOL_MAX_WORKERS", "APS_EXECUTORS__MY_POOL__MAX_WORKERS"),
        ("APS_JOBSTORES_DEFAULT_HISTORY", "APS_JOBSTORES__DEFAULT__HISTORY"),
        ("APS_JOBSTORES_DEFAULT_PASSWORD_FILE", "APS_JOBSTORES__DEFAULT__PASSWORD_FILE"),
        ("APS_JOBSTORES_MY_DB__URL", "APS_JOBSTORES__MY_DB__URL"),
        ("APS_EXECUTORS_DEFAULT", "APS_EXECUTORS__DEFAULT"),
        ("APS_JOB_DEFAULTS_MAX_INSTANCES", "APS_JOB_DEFAULTS__MAX_INSTANCES"),
    ] {
        let told = variables(&[(given, "1")]).1;
        assert!(told.ends_with(&format!("did you mean `{meant}`?")), "{told}");
    }
}

/// They have no quotes that could be left out.
#[test]
fn numbers_of_variables_that_are_out_of_range_need_no_other_quotes() {
    expect![[r#"
        in `executors.a.max_workers`: a whole number from 0 to 65535 is expected, not `-1`
         --> environment variable APS_EXECUTORS__A__MAX_WORKERS

        in `jobstore_retry_interval`: a number is expected, not the string `nan`
         --> environment variable APS_JOBSTORE_RETRY_INTERVAL"#]]
    .assert_eq(
        &variables(&[
            ("APS_EXECUTORS__A__TYPE", "threadpool"),
            ("APS_EXECUTORS__A__MAX_WORKERS", "-1"),
            ("APS_JOBSTORE_RETRY_INTERVAL", "nan"),
        ])
        .1,
    );
}

#[test]
fn variables_of_others_are_left_alone() {
    let others = [
        ("APS_SERVICE_HOST", "10.0.0.1"),
        ("APS_PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("APS_JOBS_PORT", "tcp://10.0.0.1:80"),
        ("APS_JOBS_SERVICE_HOST", "10.0.0.1"),
        ("APS_PROCESS_WORKER", "1"),
    ];
    let mut faults = Faults::new();
    let read = read_variables(&environment(&others), &KNOWN, &mut faults);
    assert!(faults.is_empty(), "{faults}");
    assert_eq!(
        read.ignored,
        ["APS_JOBS_PORT", "APS_JOBS_SERVICE_HOST", "APS_PORT_80_TCP", "APS_SERVICE_HOST"]
    );
    assert_eq!(data(&read.node), json!({}));
}

#[test]
fn the_dictionary_of_apschedulers_user_guide() {
    let dictionary = json!({
        "apscheduler.jobstores.mongo": {"type": "mongodb"},
        "apscheduler.jobstores.default": {"type": "sqlalchemy", "url": "sqlite:///jobs.sqlite"},
        "apscheduler.executors.default": {"type": "threadpool", "max_workers": "20"},
        "apscheduler.executors.processpool": {"type": "processpool", "max_workers": "5"},
        "apscheduler.job_defaults.coalesce": "false",
        "apscheduler.job_defaults.max_instances": "3",
        "apscheduler.timezone": "UTC",
        "other.timezone": "Europe/Berlin",
    });
    let mut faults = Faults::new();
    let read = read_dictionary(from_serde(dictionary).unwrap(), "apscheduler.", &mut faults);
    assert!(faults.is_empty(), "{faults}");
    assert_eq!(
        data(&read),
        json!({
            "executors": {
                "default": {"max_workers": "20", "type": "threadpool"},
                "processpool": {"max_workers": "5", "type": "processpool"},
            },
            "job_defaults": {"coalesce": "false", "max_instances": "3"},
            "jobstores": {
                "default": {"type": "sqlalchemy", "url": "sqlite:///jobs.sqlite"},
                "mongo": {"type": "mongodb"},
            },
            "timezone": "UTC",
        })
    );
    let model: super::Model = super::decode(&read, &mut faults).unwrap();
    assert!(faults.is_empty(), "{faults}");
    assert_eq!(
        (model.job_defaults.coalesce, model.executors["processpool"].max_workers),
        (Some(false), Some(5))
    );
    assert_eq!(
        format!("{read:?}"),
        r#"{executors: {default: {max_workers: "20", type: "threadpool"}, processpool: {max_workers: "5", type: "processpool"}}, job_defaults: {coalesce: "false", max_instances: "3"}, jobstores: {default: {type: "sqlalchemy", url: …}, mongo: {type: "mongodb"}}, timezone: "UTC"}"#
    );
}

#[test]
fn a_dictionary_that_is_wrong() {
    let dictionary = json!({
        "apscheduler.jobstores.default": {"type": "sqlite", "url": "a"},
        "apscheduler.jobstores.default.url": "hunter2",
        "apscheduler.timezone": "UTC",
        "apscheduler.timezone.name": "UTC",
        "apscheduler.job_defaults.coalesce": "maybe",
        "apscheduler..": "x",
    });
    let mut faults = Faults::new();
    let read = read_dictionary(from_serde(dictionary).unwrap(), "apscheduler.", &mut faults);
    super::decode::<super::Model>(&read, &mut faults);
    read_dictionary(from_serde(json!(["a"])).unwrap(), "", &mut faults);
    expect![[r#"
        `apscheduler..` has an empty part
         --> key apscheduler..

        `jobstores.default.url` is given twice
         --> key apscheduler.jobstores.default.url
          = note: it is given before: key apscheduler.jobstores.default

        `timezone` is given twice
         --> key apscheduler.timezone.name
          = note: it is given before: key apscheduler.timezone

        in `job_defaults.coalesce`: `true` or `false` is expected, not the string `maybe`
         --> key apscheduler.job_defaults.coalesce
          = note: read as true are `true`, `yes`, `on`, `y`, `t` and `1`; as false `false`, `no`, `off`, `n`, `f` and `0`

        a dictionary is expected, not a list"#]].assert_eq(&faults.to_string());
}

#[test]
fn what_is_higher_replaces_what_is_lower_key_by_key() {
    let lower = node(
        Format::Toml,
        "timezone = \"UTC\"\nexpect_jobs = [\"a\"]\n[jobstores.Main]\nurl = \"a\"\nsize = 1\n",
    );
    let higher = node(Format::Json, r#"{"expect_jobs": ["b"], "job_defaults": {"coalesce": true}}"#);
    let (highest, _) = variables(&[("APS_JOBSTORES__MAIN__URL", "b"), ("APS_TIMEZONE", "CET")]);
    let merged = merge(merge(lower, higher), highest);
    assert_eq!(
        data(&merged),
        json!({
            "timezone": "CET",
            "expect_jobs": ["b"],
            "jobstores": {"Main": {"url": "b", "size": 1}},
            "job_defaults": {"coalesce": true},
        })
    );
    let url = merged.get("jobstores").and_then(|stores| stores.value.get("Main")?.value.get("url")).unwrap();
    assert_eq!(url.value.place.to_string(), "environment variable APS_JOBSTORES__MAIN__URL");
}

/// Reads TOML with these variables.
fn with(variables: &[(&str, &str)], text: &str) -> (Node, String) {
    let mut faults = Faults::new();
    let node = read_text(Format::Toml, "aps.toml", text, &environment(variables), &mut faults).unwrap();
    super::decode::<super::Model>(&node, &mut faults);
    (node, faults.to_string())
}

#[test]
fn variables_in_texts_are_replaced_once_and_private() {
    let given = [("ZONE", "Europe/Berlin"), ("MANY", "3"), ("PASSWORD", "${ZONE}$"), ("EMPTY", "")];
    let text = r#"
timezone = "${ZONE}"
expect_jobs = ["a${EMPTY:-b}c", "${NONE:-}", "$${NONE}", "$5"]
[job_defaults]
max_instances = "${MANY}"
[jobstores.default]
url = "db://ann:${PASSWORD}@db"
[[jobs]]
function = "f"
trigger = { interval = "${MANY}m" }
args = ["${MANY}"]
"#;
    let (node, told) = with(&given, text);
    assert_eq!(told, "");
    let data = data(&node);
    assert_eq!(data["expect_jobs"], json!(["abc", "", "${NONE}", "$5"]));
    assert_eq!(
        (&data["jobstores"]["default"]["url"], &data["jobs"][0]["args"][0]),
        (&json!("db://ann:${ZONE}$@db"), &json!("3"))
    );
    let debug = format!("{node:?}");
    assert!(
        debug.starts_with(
            r#"{timezone: …, expect_jobs: […, …, "${NONE}", "$5"], job_defaults: {max_instances: …}"#
        ),
        "{debug}"
    );
    let model: super::Model = super::decode(&node, &mut Faults::new()).unwrap();
    assert_eq!(model.jobs[0].args, [json!("3")]);
}

#[test]
fn variables_that_are_not_there() {
    let text = r#"
timezone = "${NOWHERE}"
expect_jobs = ["${", "${A B}"]
[job_defaults]
max_instances = "${MANY}"
[jobstores.default]
url = "db://ann:${PASSWORD}@db"
"#;
    expect![[r#"
        in `timezone`: the environment variable `NOWHERE` is not set
         --> aps.toml:2:12
          = help: set it, or say what to use without it: `${NOWHERE:-…}`
          = note: `${VAR}` is the value of a variable, and `$${` is `${`

        in `expect_jobs[0]`: a `${` has no `}`
         --> aps.toml:3:16
          = note: `${VAR}` is the value of a variable, and `$${` is `${`

        in `expect_jobs[1]`: what stands in `${…}` is not the name of a variable
         --> aps.toml:3:22
          = note: `${VAR}` is the value of a variable, and `$${` is `${`

        in `job_defaults.max_instances`: a whole number from 1 to 4294967295 is expected, not a string
         --> aps.toml:5:1
          |
        5 | max_instances …
          | ^^^^^^^^^^^^^

        in `jobstores.default.url`: the environment variable `PASSWORD` is not set
         --> aps.toml:7:7
          = help: set it, or say what to use without it: `${PASSWORD:-…}`
          = note: `${VAR}` is the value of a variable, and `$${` is `${`"#]]
    .assert_eq(&with(&[("MANY", "hunter2")], text).1);
}

#[test]
fn secrets_stand_in_files_of_their_own() {
    let directory = std::env::temp_dir().join(format!("aps-secrets-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let secret = directory.join("url");
    std::fs::write(&secret, "db://ann:hunter2@db\n\n").unwrap();
    let text = format!(
        "[jobstores.default]\nurl_file = \"${{DIR}}/url\"\n[executors.default]\ntype = \"a\"\nkey_file = {0:?}\nkey = \"x\"\nother_file = \"hunter2\"\nmore_file = 5\n",
        secret.display()
    );
    let directory_name = directory.display().to_string();
    let (node, told) = with(&[("DIR", directory_name.as_str())], &text);
    let (variables, _) = variables(&[("APS_JOBSTORES__DEFAULT__URL_FILE", secret.to_str().unwrap())]);
    std::fs::remove_dir_all(&directory).unwrap();
    assert_eq!(data(&node)["jobstores"], json!({"default": {"url": "db://ann:hunter2@db\n"}}));
    assert_eq!(data(&variables), json!({"jobstores": {"default": {"url": "db://ann:hunter2@db\n"}}}));
    assert!(!format!("{node:?}{variables:?}{told}").contains("hunter2"));
    expect![[r#"
        `executors.default.key_file` is given twice
         --> aps.toml:5:1
          |
        5 | key_file …
          | ^^^^^^^^
          |
          = note: it is given before: aps.toml:6:1

        in `executors.default`: unknown key `key`
         --> aps.toml:6:1
          |
        6 | key …
          | ^^^
          |
          = note: known keys are `type` and `max_workers`

        in `executors.default.other_file`: the file cannot be read: No such file or directory (os error 2)
         --> aps.toml:7:1
          |
        7 | other_file …
          | ^^^^^^^^^^

        in `executors.default.more_file`: the name of a file is expected, not a number
         --> aps.toml:8:1
          |
        8 | more_file …
          | ^^^^^^^^^"#]]
    .assert_eq(&told);
}
