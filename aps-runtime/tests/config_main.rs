//! What `#[aps_runtime::main]` reads when its body returns `()`: this program, started again in
//! folders and environments of its own.
#![cfg_attr(not(feature = "config"), allow(unused, reason = "nothing is read without it"))]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use aps_runtime::prelude::*;
use aps_runtime::{MainConfig, run_main};

/// Set in a program that was started again: the path that its attribute names, perhaps.
const CHILD: &str = "CHILD_OF_CONFIG_MAIN";

/// Tells what the scheduler is, and ends it.
#[job(name = "tell")]
async fn tell(context: JobContext, greeting: String) {
    let scheduler = context.scheduler().clone();
    println!("{greeting} in {}", scheduler.timezone());
    tokio::spawn(async move { scheduler.shutdown(Wait::ForJobs).await });
}

fn main() -> ExitCode {
    let Ok(named) = std::env::var(CHILD) else {
        test();
        return ExitCode::SUCCESS;
    };
    let config = Some(&*named.leak()).filter(|named| !named.is_empty());
    run_main(MainConfig { config, ..MainConfig::DEFAULT }, || async {})
}

#[cfg(not(feature = "config"))]
fn test() {
    let nothing = Start::new("nothing");
    let file = Start::new("file").file("aps.toml", "");
    let told = "error: this program cannot read its configuration, `aps.toml`\n  = help: turn on the feature `config`";
    assert!(file.fails().starts_with(told));
    assert!(nothing.variable("APS_CONFIG", "x.toml").fails().contains("`x.toml`"));
}

#[cfg(feature = "config")]
fn test() {
    let toml = format!("timezone = 'Asia/Tokyo'\n{JOB}");

    // Nothing at all: there is no such job, and no mistake; what is wrong in the environment is one.
    let nothing = || Start::new("nothing").variable("APS_JOB_DEFAULTS__COALESCE", "no");
    let lost = nothing().variable("APS_EXPECT_JOBS", "lost").fails();
    assert!(lost.starts_with("error: in `expect_jobs`: job `lost` is expected"), "{lost}");

    // One of the usual names, and the environment over it.
    assert_eq!(Start::new("usual").file("aps.toml", &toml).succeeds(), "hello in Asia/Tokyo\n");
    let over = Start::new("over").file("aps.toml", &toml).variable("APS_TIMEZONE", "UTC");
    assert_eq!(over.succeeds(), "hello in UTC\n");

    // The attribute's path in place of them, and `APS_CONFIG` in place of that.
    let named =
        || Start::new("named").file("aps.toml", "nothing").file("etc/x.toml", &toml).named("etc/x.toml");
    assert_eq!(named().succeeds(), "hello in Asia/Tokyo\n");
    let elsewhere =
        named().file("y.toml", JOB).variable("APS_TIMEZONE", "UTC").variable("APS_CONFIG", "y.toml");
    assert_eq!(elsewhere.succeeds(), "hello in UTC\n");

    // What is not there, is there twice, or is wrong.
    let missing = Start::new("missing").named("etc/aps.toml").fails();
    assert!(missing.starts_with("error: ") && missing.contains("`etc/aps.toml`"), "{missing}");
    let missing = Start::new("missing").variable("APS_CONFIG", "there.toml").fails();
    assert!(missing.contains("`there.toml`"), "{missing}");
    let twice = Start::new("twice").file("aps.toml", "").file("aps.json", "{}").fails();
    assert!(twice.starts_with("error: there are two configurations, `aps.toml` and `aps.json`"), "{twice}");
    let wrong = Start::new("wrong")
        .file("aps.toml", "timezoen = 'UTC'")
        .variable("APS_TIMEZONE", "Mars/Base")
        .fails();
    assert!(wrong.contains("--> aps.toml:1:1") && wrong.contains("did you mean `timezone`?"), "{wrong}");
    assert!(wrong.contains("--> environment variable APS_TIMEZONE"), "{wrong}");
}

const JOB: &str = "
[[jobs]]
id = 'tell'
function = 'tell'
trigger = { interval = '10ms' }
args = ['hello']
";

/// This program, about to be started in a folder of its own.
struct Start {
    folder: PathBuf,
    named: String,
    variables: BTreeMap<String, String>,
}

impl Start {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("aps-config-{}-{name}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        Start { folder, named: String::new(), variables: BTreeMap::new() }
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn named(mut self, path: &str) -> Self {
        path.clone_into(&mut self.named);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// What it has written, if all went well.
    fn succeeds(self) -> String {
        let (success, output, errors) = self.run();
        assert!(success, "{errors}");
        output
    }

    /// What it has written about its end.
    fn fails(self) -> String {
        let (success, output, errors) = self.run();
        assert!(!success, "{output}");
        errors
    }

    fn run(self) -> (bool, String, String) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.current_dir(&self.folder).env(CHILD, &self.named).envs(&self.variables);
        let output = command.output().unwrap();
        fs::remove_dir_all(&self.folder).unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.success(), text(output.stdout), text(output.stderr))
    }
}
