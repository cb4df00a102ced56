//! What is wrong with a configuration is told at once, with its place and what to write
//! instead, and nothing secret is told with it.

use aps_runtime::prelude::*;
use aps_runtime::{Config, ErrorKind};
use expect_test::expect_file;

#[job]
fn report(_to: String, _count: u8) {}

#[job]
fn with_state(_state: State<u64>) {}

#[scheduled_job(interval = "1h", id = "declared")]
fn declared() {}

fn told(text: &str) -> String {
    let config = Config::from_toml(text).unwrap();
    let error = Scheduler::builder().config(config).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    without_features(&format!("{error}\n"))
}

/// What is told names the types that this program has, and these it has with some features only.
fn without_features(told: &str) -> String {
    let types = ["mariadb", "mongodb", "mysql", "postgres", "postgresql", "processpool", "redis", "sqlite"];
    let without = |line: &str| {
        let is_note = line.trim_start().starts_with("= note: ");
        let named = types.iter().filter(|_| is_note).map(|name| format!(", `{name}`"));
        named.fold(line.to_owned(), |line, named| line.replace(&named, "")) + "\n"
    };
    told.lines().map(without).collect()
}

#[test]
fn every_fault_of_the_settings_is_told_at_once() {
    expect_file!["settings.txt"].assert_eq(&told(include_str!("settings.toml")));
}

#[test]
fn every_fault_of_the_jobs_is_told_at_once() {
    expect_file!["jobs.txt"].assert_eq(&told(include_str!("jobs.toml")));
}

/// What is not asked of a scheduler is told without one.
#[test]
fn a_configuration_can_be_checked_by_itself() {
    let told = |text: &str| Config::from_toml(text).unwrap().check().unwrap_err().to_string();
    assert!(told("executors.x.type = 'threadpol'").contains("did you mean `threadpool`?"));
    assert!(told("jobstores.x = { type = 'database', url = 3 }").contains("a string is expected"));
    let job = "[[jobs]]\nid = 'x'\nfunction = 'nobody::knows'\ntrigger = { cron = '0 0 30 2 *' }";
    assert!(told(job).contains("this never fires"));
    let possible = job.replace("30 2", "28 2");
    assert!(Config::from_toml(&possible).unwrap().check().is_ok());
    // Made only when a scheduler is built.
    let address = "jobstores.x = { type = 'database', url = 'not one' }";
    assert!(Config::from_toml(address).unwrap().check().is_ok());
}

/// What is wrong in code and in a configuration is told together.
#[test]
fn faults_of_code_are_told_with_those_of_the_configuration() {
    let config = Config::from_toml("default_executor = 'nobody'").unwrap();
    let error =
        Scheduler::builder().config(config).max_instances(0).expect_jobs(["lost"]).build().unwrap_err();
    for part in ["`max_instances` is 0", "no executor is called `nobody`", "job `lost` is expected"] {
        assert!(error.to_string().contains(part), "{part}: {error}");
    }
}

#[test]
fn of_jobs_that_code_expects_the_meant_one_is_told() {
    let config = Config::from_toml(
        "[[jobs]]\nid = 'nightly'\nfunction = 'config::faults::declared'\ntrigger = { interval = '1h' }",
    );
    let builder = Scheduler::builder().config(config.unwrap()).expect_jobs(["declard", "nigthly", "zz"]);
    let error = builder.build().unwrap_err().to_string();
    for (id, help) in [("declard", "did you mean `declared`?"), ("nigthly", "did you mean `nightly`?")] {
        let said = format!(
            "job `{id}` is expected, but no crate that is linked into this program declares it; {help}"
        );
        assert!(error.contains(&said), "{error}");
    }
    assert!(error.contains("link that crate"), "{error}");
}

/// Those of a variable stand in one text.
#[test]
fn of_several_expected_jobs_the_missing_one_is_named() {
    let config = Config::from_variables([("APS_EXPECT_JOBS", "declared, s,zz")]).unwrap();
    let error = Scheduler::builder().config(config).build().unwrap_err().to_string();
    assert!(error.contains("job `s` is expected") && error.contains("job `zz` is expected"), "{error}");
    assert!(!error.contains("`declared"), "{error}");
}

/// As those of an import. (The limits of a file of jobs are tested there.)
#[test]
fn arguments_of_a_configuration_have_limits() {
    let told = |argument: &str| {
        let job = "[[jobs]]\nid = 'x'\nfunction = 'nobody::knows'\ntrigger = { interval = '1h' }";
        let checked = Config::from_toml(&format!("{job}\nargs = [{argument}]")).unwrap().check();
        checked.map_err(|error| error.to_string())
    };
    let text = |length: usize| format!("'{}'", "x".repeat(length));
    // With two brackets and two quotes.
    assert_eq!(told(&text(65_532)), Ok(()));
    let large = told(&text(65_533)).unwrap_err();
    assert!(large.contains("in `jobs[0].args`: arguments are larger than 65536 bytes"), "{large}");
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(told(&nested(32)), Ok(()));
    let deep = told(&nested(33)).unwrap_err();
    assert!(deep.contains("in `jobs[0].args`: arguments are nested more than 32 deep"), "{deep}");
}
