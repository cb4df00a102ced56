//! What may be secret is shown nowhere: not in a `Debug`, not in an error, not in the log.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use aps_runtime::Config;
use aps_runtime::prelude::*;

#[job(name = "deliver")]
fn deliver(_to: String, _count: u8) {}

/// In any part of a URL, in any option, in arguments.
const SECRETS: [&str; 9] = [
    "canary-user",
    "canary-password",
    "canary-host",
    "canary-path",
    "canary-query",
    "canary-fragment",
    "canary-table",
    "canary-argument",
    "canary-token",
];

const URL: &str =
    "postgres://canary-user:canary-password@canary-host/canary-path?key=canary-query#canary-fragment";

fn with(url: &str, count: &str) -> String {
    format!(
        r#"
        [jobstores.default]
        type = "database"
        url = "{url}"
        table = "canary-table"
        password = "canary-token"

        [[jobs]]
        id = "deliver"
        function = "deliver"
        trigger = {{ interval = "1h" }}
        args = ["canary-argument", {count}]
        "#
    )
}

/// What is written to the log meanwhile.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All that is shown on the way from a configuration to a scheduler.
fn shown(config: aps_runtime::Result<Config>) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let shown = tracing::subscriber::with_default(subscriber, || match config {
        Ok(config) => {
            let builder = Scheduler::builder().config(config.clone());
            let described = format!("{config:?}\n{config:#?}\n{builder:?}");
            format!("{described}\n{:?}\n{:?}", config.check(), builder.build())
        }
        Err(error) => format!("{error}\n{error:?}"),
    });
    let log = log.0.lock().unwrap();
    shown + &String::from_utf8_lossy(&log)
}

#[track_caller]
fn assert_nothing_is_shown(config: aps_runtime::Result<Config>, expected: &str) {
    let shown = shown(config);
    assert!(shown.contains(expected), "{shown}");
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[test]
fn what_is_right_is_not_shown() {
    assert_nothing_is_shown(Config::from_toml(&with(URL, "3")), "Scheduler { state: Stopped");
    let json: Config = serde_json::from_value(serde_json::json!({
        "jobstores": {"default": {"type": "database", "url": URL, "password": "canary-token"}}
    }))
    .unwrap();
    assert_nothing_is_shown(Ok(json), "Scheduler { state: Stopped");
    let variables = [("APS_JOBSTORES__DEFAULT__TYPE", "database"), ("APS_JOBSTORES__DEFAULT__URL", URL)];
    assert_nothing_is_shown(Config::from_variables(variables), "Scheduler { state: Stopped");
    let dictionary = [
        ("apscheduler.jobstores.default.type", "database"),
        ("apscheduler.jobstores.default.url", URL),
        ("apscheduler.jobstores.default.password", "canary-token"),
    ];
    assert_nothing_is_shown(Config::from_apscheduler(dictionary), "Scheduler { state: Stopped");
}

#[test]
fn what_is_wrong_is_not_shown() {
    let no_address = URL.replacen("://", ":", 1);
    assert_nothing_is_shown(Config::from_toml(&with(&no_address, "3")), "cannot be made");
    assert_nothing_is_shown(Config::from_toml(&with(URL, "'canary-token'")), "the arguments do not fit");
    let misspelt = with(URL, "3").replace("url =", "urll =").replace("args =", "argz =");
    assert_nothing_is_shown(Config::from_toml(&misspelt), "did you mean `url`?");
    let section = with(URL, "3").replace("[jobstores.default]", "[jobstors.default]");
    assert_nothing_is_shown(Config::from_toml(&section), "did you mean `jobstores`?");
    let kind = with(URL, "3").replace("type = \"database\"\n", "");
    assert_nothing_is_shown(Config::from_toml(&kind), "does not say of which `type`");
    let type_of_value = with(URL, "3").replace("\"canary-table\"", "[\"canary-table\"]");
    assert_nothing_is_shown(Config::from_toml(&type_of_value), "is expected");
    let variables = [("APS_JOBSTORES__DEFAULT__TYPE", "database"), ("APS_JOBSTORES__DEFAULT__URLL", URL)];
    assert_nothing_is_shown(Config::from_variables(variables), "did you mean `url`?");
}

/// A URL that has come to stand where a name belongs, and so what a variable gives there.
#[test]
fn what_is_no_name_is_not_shown_as_one() {
    let text = format!(
        r#"
        default_executor = "{URL}"
        expect_jobs = ["{URL}/"]
        executors.other.type = "{URL}"
        jobstores.other.type = "{URL}"
        [[jobs]]
        id = "{URL}"
        function = "{URL}"
        executor = "{URL}"
        jobstore = "{URL}"
        trigger = {{ interval = "1h" }}
        [[jobs]]
        id = "{URL}"
        function = "deliver"
        trigger = {{ interval = "1h" }}
        "#
    );
    for expected in [
        "no function `…` is registered",
        "no executor is called `…`",
        "no job store is called `…`",
        "job id `…` is given twice",
        "job `…` is expected",
        "has no job store type `…`",
    ] {
        assert_nothing_is_shown(Config::from_toml(&text), expected);
    }
}

/// Where the text is no TOML, JSON or YAML at all, nobody knows which part of it is what.
#[test]
fn what_cannot_be_read_is_not_shown() {
    for text in [
        with(URL, "3").replace("password = \"", "password = "),
        with(URL, "3").replace("table = \"", "table = \"\\q"),
    ] {
        assert_nothing_is_shown(Config::from_toml(&text), "toml:");
    }
}
