//! The example of APScheduler's user guide: a store named `mongo`, an SQLite store named
//! `default`, twenty threads, five processes, UTC, no coalescing, three instances. In every way in
//! which it can be said here it makes the same scheduler.

use crate::config::Config;
use crate::executor::{ProcessPoolExecutor, ThreadPoolExecutor};
use crate::scheduler::named_store::NamedStore;
use crate::scheduler::{Scheduler, SchedulerBuilder};

const TOML: &str = r#"
timezone = "UTC"

[job_defaults]
coalesce = false
max_instances = 3

[jobstores.mongo]
type = "mongodb"

[jobstores.default]
type = "sqlite"
url = "sqlite:///jobs.sqlite"

[executors.default]
type = "threadpool"
max_workers = 20

[executors.processpool]
type = "processpool"
max_workers = 5
"#;

const JSON: &str = r#"{
  "timezone": "UTC",
  "job_defaults": {"coalesce": false, "max_instances": 3},
  "jobstores": {
    "mongo": {"type": "mongodb"},
    "default": {"type": "sqlite", "url": "sqlite:///jobs.sqlite"}
  },
  "executors": {
    "default": {"type": "threadpool", "max_workers": 20},
    "processpool": {"type": "processpool", "max_workers": 5}
  }
}"#;

#[cfg(feature = "yaml")]
const YAML: &str = "
timezone: UTC
job_defaults:
  coalesce: false
  max_instances: 3
jobstores:
  mongo: {type: mongodb}
  default:
    type: sqlite
    url: sqlite:///jobs.sqlite
executors:
  default: {type: threadpool, max_workers: 20}
  processpool: {type: processpool, max_workers: 5}
";

const ENVIRONMENT: [(&str, &str); 10] = [
    ("APS_TIMEZONE", "UTC"),
    ("APS_JOB_DEFAULTS__COALESCE", "false"),
    ("APS_JOB_DEFAULTS__MAX_INSTANCES", "3"),
    ("APS_JOBSTORES__MONGO__TYPE", "mongodb"),
    ("APS_JOBSTORES__DEFAULT__TYPE", "sqlite"),
    ("APS_JOBSTORES__DEFAULT__URL", "sqlite:///jobs.sqlite"),
    ("APS_EXECUTORS__DEFAULT__TYPE", "threadpool"),
    ("APS_EXECUTORS__DEFAULT__MAX_WORKERS", "20"),
    ("APS_EXECUTORS__PROCESSPOOL__TYPE", "processpool"),
    ("APS_EXECUTORS__PROCESSPOOL__MAX_WORKERS", "5"),
];

/// As it stands in the guide, but for the type of the store: that is of Python's.
const DICTIONARY: [(&str, &str); 10] = [
    ("apscheduler.jobstores.mongo.type", "mongodb"),
    ("apscheduler.jobstores.default.type", "sqlite"),
    ("apscheduler.jobstores.default.url", "sqlite:///jobs.sqlite"),
    ("apscheduler.executors.default.class", "apscheduler.executors.pool:ThreadPoolExecutor"),
    ("apscheduler.executors.default.max_workers", "20"),
    ("apscheduler.executors.processpool.type", "processpool"),
    ("apscheduler.executors.processpool.max_workers", "5"),
    ("apscheduler.job_defaults.coalesce", "false"),
    ("apscheduler.job_defaults.max_instances", "3"),
    ("apscheduler.timezone", "UTC"),
];

fn by_code() -> SchedulerBuilder {
    Scheduler::builder()
        .timezone("UTC")
        .coalesce(false)
        .max_instances(3)
        .job_store("mongo", mongodb())
        .job_store("default", sqlite())
        .executor("default", ThreadPoolExecutor::new(20))
        .executor("processpool", ProcessPoolExecutor::new(5))
}

fn mongodb() -> crate::store::MongoStore {
    crate::store::MongoStore::new("mongodb://localhost/aps").unwrap()
}

fn sqlite() -> crate::store::SqliteStore {
    crate::store::SqliteStore::new("sqlite:///jobs.sqlite").unwrap()
}

fn configs() -> Vec<(&'static str, Config)> {
    vec![
        ("TOML", Config::from_toml(TOML).unwrap()),
        ("JSON", Config::from_json(JSON).unwrap()),
        #[cfg(feature = "yaml")]
        ("YAML", Config::from_yaml(YAML).unwrap()),
        ("the environment", Config::from_variables(ENVIRONMENT).unwrap()),
        ("a dictionary", Config::from_apscheduler(DICTIONARY).unwrap()),
    ]
}

/// All that a scheduler is, with the stores and executors in an order that means nothing.
pub(super) fn built(builder: SchedulerBuilder) -> String {
    let scheduler = builder.build().unwrap();
    let core = scheduler.core();
    // What a memory store has drawn by lot is not what it is.
    let store = |named: &NamedStore| match format!("{:?}", named.store) {
        memory if memory.starts_with("MemoryStore") => format!("{} MemoryStore", named.alias),
        other => format!("{} {other}", named.alias),
    };
    let mut stores: Vec<_> = core.stores.iter().map(store).collect();
    let mut executors: Vec<_> = core.executors.iter().map(|named| format!("{named:?}")).collect();
    stores.sort();
    executors.sort();
    let interval = core.jobstore_retry_interval;
    format!("{:?} {:?} {interval:?} {stores:#?} {executors:#?}", core.timezone, core.settings)
}

#[test]
fn every_way_makes_the_scheduler_that_code_makes() {
    let expected = built(by_code());
    for part in ["max_instances: 3", "coalesce: false", "max_workers: 20", "workers: 5", "jobs.sqlite"] {
        assert!(expected.contains(part), "{part}: {expected}");
    }
    for (way, config) in configs() {
        assert_eq!(built(Scheduler::builder().config(config)), expected, "{way}");
    }
}

#[test]
fn every_way_says_the_same() {
    let configs = configs();
    for ((way, one), (other_way, other)) in configs.iter().zip(configs.iter().skip(1)) {
        assert_eq!(one, other, "{way} and {other_way}");
    }
    let other = Config::from_toml(&TOML.replace("max_instances = 3", "max_instances = 4")).unwrap();
    assert_ne!(other, configs[0].1);
}

/// What is laid over with itself is itself, and half of it over the other half is all of it.
#[test]
fn halves_make_a_whole() {
    let (low, high) = ENVIRONMENT.split_at(5);
    let of = |variables: &[_]| Config::from_variables(variables.to_vec()).unwrap();
    assert_eq!(of(high).over(of(low)), of(&ENVIRONMENT));
    assert_eq!(of(&ENVIRONMENT).over(of(&ENVIRONMENT)), of(&ENVIRONMENT));
}
