//! What APScheduler 3.11 has scheduled is scheduled here: `tools/apscheduler_export.py` writes
//! the jobs of a real scheduler, and they run next when they would have run there, but for
//! what `differences.tsv` lists, each with its reason.
//!
//! Needs Python, and a package registry on the first run.

mod venv;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{AnyTrigger, ImportChange, JobStatus, MisfireGraceTime, ThreadPoolExecutor, Trigger};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

#[job(name = "shop::report")]
fn report() {}

#[job(name = "shop::letter")]
fn letter(_to: String, _pages: u32, _format: String) {}

/// TAB separated: the job, what only APScheduler has, what only aps has, why.
const DIFFERENCES: &str = include_str!("differences.tsv");
const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/from_apscheduler");
const TOOL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/apscheduler_export.py");

/// What APScheduler and the tool have written, once for all tests.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("apscheduler-jobs");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    venv::run(python().arg("jobs.py").arg(&folder), "`jobs.py` failed");
    venv::run(python().arg("odd.py").env("JOBS", folder.join("odd.sqlite")), "`odd.py` failed");
    folder
});

fn python() -> Command {
    let mut python = Command::new(venv::python());
    // So that the zone of the machine has a name, and no file is left among the sources.
    python.current_dir(HERE).env("TZ", "Europe/Helsinki").env("PYTHONDONTWRITEBYTECODE", "1");
    python
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// The jobs of an export, by id.
fn jobs(export: &Value) -> BTreeMap<&str, &Value> {
    assert_eq!((&export["format"], &export["version"]), (&Value::from("aps-jobs"), &Value::from(1)));
    export["jobs"].as_array().unwrap().iter().map(|job| (text(&job["id"]), job)).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

fn instant(value: &Value) -> DateTime<Utc> {
    text(value).parse().unwrap()
}

/// A scheduler that has imported the jobs, and starts none of them.
async fn imported() -> Scheduler {
    // Earlier than any run.
    let clock = ManualClock::at("2018-01-01T00:00:00Z".parse().unwrap());
    let scheduler = Scheduler::builder().clock(clock).timezone("Asia/Tokyo");
    let scheduler = scheduler.executor("processpool", ThreadPoolExecutor::new(1)).build().unwrap();
    scheduler.start_paused().await.unwrap();
    let report = scheduler.import_jobs(FOLDER.join("live.json")).await.unwrap();
    let added = report.jobs_that_are(ImportChange::Added).count();
    assert_eq!(added, report.jobs().len(), "{report}");
    let unknown: Vec<_> = report.with_unknown_function().map(|job| job.job_id().as_str()).collect();
    assert_eq!(unknown, ["method"]);
    scheduler
}

/// As many as ten fires, asked for as a scheduler does.
fn next_ten(
    trigger: &AnyTrigger,
    first: Option<DateTime<Utc>>,
    mut now: DateTime<Utc>,
) -> Vec<DateTime<Utc>> {
    let mut next = first.or_else(|| trigger.next_fire_time(None, now));
    let mut fires = Vec::new();
    while let Some(fire) = next.filter(|_| fires.len() < 10) {
        fires.push(fire);
        now = now.max(fire) + TimeDelta::milliseconds(1);
        next = trigger.next_fire_time(Some(fire), now);
    }
    fires
}

/// Those of one list that the other has not, up to where the shorter one of two full lists ends.
fn only(these: &[DateTime<Utc>], others: &[DateTime<Utc>]) -> String {
    let end = others.last().filter(|_| others.len() == 10);
    let only = these.iter().filter(|fire| !others.contains(fire) && end.is_none_or(|end| *fire <= end));
    only.map(|fire| fire.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_next_ten_runs_are_those_of_apscheduler() {
    let scheduler = imported().await;
    let expected = read(&FOLDER.join("fires.json"));
    let expected = expected.as_array().unwrap();
    assert!(expected.len() >= 80, "{}", expected.len());
    let mut differences = Vec::new();
    for case in expected {
        let (id, now) = (text(&case["id"]), instant(&case["now"]));
        let there: Vec<_> = case["fires"].as_array().unwrap().iter().map(instant).collect();
        let job = scheduler.job(id).await.unwrap();
        assert_eq!(job.status(), JobStatus::Scheduled(there[0]), "{id}");
        job.trigger().check().unwrap_or_else(|error| panic!("{id}: {error}"));
        let moved = case["moved"] == true;
        let here = next_ten(job.trigger(), moved.then(|| there[0]), now);
        if here != there {
            differences.push(format!("{id}\t{}\t{}", only(&there, &here), only(&here, &there)));
        }
    }
    let listed = DIFFERENCES.lines().filter(|line| !line.starts_with('#'));
    let listed: Vec<_> = listed
        .map(|line| {
            let (difference, reason) = line.rsplit_once('\t').unwrap();
            assert!(!reason.is_empty(), "{line}");
            difference.to_owned()
        })
        .collect();
    assert_eq!(differences, listed, "the first is what was found, the second what `differences.tsv` lists");
}

#[test]
fn a_store_on_disk_gives_the_same_as_the_scheduler() {
    let (functions, stored) = (FOLDER.join("functions.json"), FOLDER.join("stored.json"));
    let map = json!({"shop:Till.close": "shop::close", "shop:letter": "shop::letter", "shop:report": "shop::report"});
    fs::write(&functions, map.to_string()).unwrap();
    let url = format!("sqlite:///{}", FOLDER.join("jobs.sqlite").display());
    let mut tool = python();
    tool.args([TOOL, "env:JOBS_URL", "--functions"])
        .arg(functions)
        .arg("-o")
        .arg(&stored)
        .env("JOBS_URL", url);
    venv::run(&mut tool, "the tool failed");
    let (live, stored) = (read(&FOLDER.join("live.json")), read(&stored));
    let (live, stored) = (jobs(&live), jobs(&stored));
    assert_eq!(live.len(), stored.len());
    for (id, job) in live {
        // Of a database it is not known by what alias a scheduler calls it.
        let mut job = job.clone();
        assert_eq!(job.as_object_mut().unwrap().remove("jobstore").unwrap(), "default");
        assert_eq!(job, *stored[id]);
    }
}

#[test]
fn options_and_arguments_are_carried_over() {
    let export = read(&FOLDER.join("live.json"));
    let jobs = jobs(&export);
    let trigger = json!({"cron": {"hour": 4, "minute": 4, "timezone": "Europe/Berlin"}});
    let paused = json!({
        "id": "paused", "function": "shop::report", "args": [], "trigger": trigger, "paused": true,
        "jobstore": "default", "name": "report", "executor": "processpool", "coalesce": false, "max_instances": 3,
        "misfire_grace_time": null,
    });
    assert_eq!(*jobs["paused"], paused);
    // By position: what was not given, and stands before what was, has its default.
    let arguments = json!({
        "id": "arguments", "function": "shop::letter", "args": ["é", 1, "ps"], "trigger": trigger,
        "next_run_time": "2026-11-23T03:00:07Z", "paused": false, "jobstore": "default", "name": "Monthly letter",
        "executor": "default", "coalesce": true, "max_instances": 1, "misfire_grace_time": 60,
    });
    assert_eq!(*jobs["arguments"], arguments);
    assert_eq!(jobs["method"]["function"], "shop::close");
    assert_eq!(jobs["method"]["args"], json!([{"a": [1, 2.5, null]}]));
}

#[tokio::test]
async fn options_arrive() {
    let scheduler = imported().await;
    let paused = scheduler.job("paused").await.unwrap();
    assert_eq!((paused.status(), paused.executor()), (JobStatus::Paused, "processpool"));
    assert_eq!((paused.coalesce(), paused.max_instances()), (false, 3));
    assert_eq!(paused.misfire_grace_time(), MisfireGraceTime::Unlimited);
    let letter = scheduler.job("arguments").await.unwrap();
    assert_eq!(
        (letter.next_run_time(), letter.name()),
        (Some(instant(&json!("2026-11-23T03:00:07Z"))), "Monthly letter")
    );
    assert_eq!(letter.misfire_grace_time(), MisfireGraceTime::Within(Duration::from_secs(60)));
}

#[tokio::test]
async fn jitter_is_carried_over() {
    let scheduler = imported().await;
    let export = read(&FOLDER.join("live.json"));
    let jobs = jobs(&export);
    for (id, seconds) in
        [("jitter-cron", 120), ("jitter-interval", 30), ("jitter-calendar", 10), ("jitter-or", 60)]
    {
        let job = scheduler.job(id).await.unwrap();
        assert_eq!(job.trigger().max_jitter(), Some(Duration::from_secs(seconds)), "{id}");
    }
    // What the jitter has added to the next run is no reason to leave the grid.
    assert_eq!(jobs["jitter-interval"]["trigger"]["interval"]["start_date"], "2026-11-22T00:00:00Z");
}

/// The tool on `odd.py`.
fn odd(arguments: &[&str]) -> Command {
    let database = FOLDER.join("odd.sqlite");
    let mut tool = python();
    tool.args([TOOL, "odd:scheduler"]).args(arguments).env("JOBS", database);
    tool
}

/// What is told, from `odd.py`, in the order of its jobs. Of what cannot be read Python says why.
const LEFT_OUT: &str = "\
left out: job `garbage`: it cannot be read: UnpicklingError: …
left out: job `no-module`: it cannot be read: ModuleNotFoundError: …
left out: job `blank and / slash`: an id has 1 to 191 of `A-Z a-z 0-9 . _ : -`; rename it, or have it done by `--fix-ids`
left out: job `sömething else`: an id has 1 to 191 of `A-Z a-z 0-9 . _ : -`; rename it, or have it done by `--fix-ids`
left out: job `date-argument`: args[1]['when'][0] is of type `datetime`, which JSON does not have
left out: job `not-a-number`: args[0] is not a finite number
left out: job `large-number`: args[0] is a whole number of more than 64 bits
left out: job `number-as-key`: args[0] has a key of type `int`, not text
left out: job `lambda`: `odd:<lambda>` is a lambda or within a function, so others may be called the same; map it if none is
left out: job `method`: `shop:Till.close` is a method of an object; map it to a function that finds the object by itself
left out: job `any-keyword`: its keyword arguments `other` are not parameters by name
left out: job `own-trigger`: its trigger is of type `Sunset`, which aps does not have
left out: job `subclass`: its trigger is of type `Odd`, which aps does not have
left out: job `half-hour-zone`: its time zone `+05:30` has no name; give it one with `--zone '+05:30=Europe/Berlin'`
left out: job `never`: its trigger does not fire any more
left out: job `backwards`: its interval `-1 day, 23:59:55` is not positive
left out: job `negative-jitter`: its jitter `-5` is no length of time
left out: job `nothing`: its trigger combines no triggers
note: job `jitter-within`: the jitter of a trigger within `and` and `or` counts for nothing in aps
nothing is written; `--skip` leaves out what cannot be carried over";

#[test]
fn what_cannot_be_carried_over_is_told_and_nothing_is_written() {
    // Twice: what cannot be read is still there, where APScheduler would have deleted it.
    for _ in 0..2 {
        let written = FOLDER.join("nothing.json");
        let output = odd(&["-o"]).arg(&written).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert!(!written.exists());
        assert_eq!(without_details(std::str::from_utf8(&output.stderr).unwrap()), LEFT_OUT);
    }
}

fn without_details(told: &str) -> String {
    let line = |line: &str| {
        line.split_once("Error: ").map_or(line.to_owned(), |(start, _)| format!("{start}Error: …"))
    };
    told.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_rest_is_written_if_the_user_says_so() {
    let output = odd(&["--skip", "--fix-ids", "--zone", "+05:30=Asia/Kolkata"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let told = std::str::from_utf8(&output.stderr).unwrap();
    assert!(told.contains("\nnote: job `blank and / slash`: its id is `blank_and___slash` now\n"), "{told}");
    assert!(told.contains("\n7 jobs written, 15 left out\n"), "{told}");
    let export = serde_json::from_slice(&output.stdout).unwrap();
    let jobs = jobs(&export);
    let ids: Vec<_> = jobs.keys().copied().collect();
    let expected =
        ["blank_and___slash", "half-hour-zone", "jitter-within", "keyword-only", "on-disk", "plain"];
    assert_eq!(ids, [&expected[..], &["s_mething_else"]].concat());
    assert_eq!(jobs["keyword-only"]["args"], json!([1, 2, 3]));
    assert_eq!(jobs["half-hour-zone"]["trigger"]["cron"]["timezone"], "Asia/Kolkata");
    // It waits for its scheduler to start, and has the defaults that it would be given.
    assert_eq!(jobs["plain"].get("paused").or(jobs["plain"].get("next_run_time")), None);
    assert_eq!(jobs["plain"]["misfire_grace_time"], 1);
    assert_eq!(jobs["on-disk"]["next_run_time"], "2027-01-01T00:00:00Z");
    assert_eq!(
        (&jobs["on-disk"]["jobstore"], &jobs["plain"]["jobstore"]),
        (&json!("disk"), &json!("default"))
    );
}

#[test]
fn the_functions_to_be_mapped_are_listed() {
    let listed = venv::run(&mut odd(&["--callables"]), "the tool failed");
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let expected = json!({
        "odd:<lambda>": "odd::<lambda>", "odd:catch_all": "odd::catch_all",
        "shop:Till.close": "shop::Till::close", "shop:letter": "shop::letter", "shop:report": "shop::report",
    });
    assert_eq!(listed, expected);
}
