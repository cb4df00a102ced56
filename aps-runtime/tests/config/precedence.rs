//! Code over the environment over the file over the defaults.

use aps_runtime::prelude::*;
use aps_runtime::{Config, JobDefaults, MemoryStore, MisfireGraceTime, SchedulerBuilder, TokioExecutor};
use std::time::Duration;

#[job]
fn work() {}

const FILE: &str = "
timezone = 'Asia/Tokyo'
default_executor = 'file'
job_defaults = { coalesce = false, max_instances = 3, misfire_grace_time = '5m', timeout = '1h' }
jobstores.kept.type = 'memory'
executors.file = { type = 'threadpool', max_workers = 2 }
executors.environment = { type = 'threadpool' }
";

const ENVIRONMENT: [(&str, &str); 3] = [
    ("APS_DEFAULT_EXECUTOR", "environment"),
    ("APS_JOB_DEFAULTS__MAX_INSTANCES", "4"),
    ("APS_TIMEZONE", "America/New_York"),
];

fn config() -> Config {
    Config::from_variables(ENVIRONMENT).unwrap().over(Config::from_toml(FILE).unwrap())
}

/// A job of which nothing is said, as a scheduler keeps it.
async fn job(scheduler: &Scheduler) -> Job {
    scheduler.add_job(work::job(), every!("1h")).await.unwrap()
}

#[tokio::test]
async fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let scheduler = Scheduler::builder().config(config()).build().unwrap();
    let job = job(&scheduler).await;
    assert_eq!(scheduler.timezone().name(), "America/New_York");
    assert_eq!((job.executor(), job.max_instances(), job.coalesce()), ("environment", 4, false));
    assert_eq!(job.timeout(), Some(Duration::from_secs(3600)));
    assert_eq!(job.retry(), JobDefaults::default().retry);
}

#[tokio::test]
async fn code_wins_whether_it_is_said_before_or_after() {
    let code = |builder: SchedulerBuilder| builder.timezone("UTC").max_instances(7).default_executor("file");
    for builder in [code(Scheduler::builder()).config(config()), code(Scheduler::builder().config(config()))]
    {
        let scheduler = builder.build().unwrap();
        let job = job(&scheduler).await;
        assert_eq!(scheduler.timezone(), TimeZone::UTC);
        assert_eq!((job.executor(), job.max_instances(), job.coalesce()), ("file", 7, false));
    }
}

/// Also where code says what holds by default.
#[tokio::test]
async fn all_defaults_of_jobs_that_code_gives_win() {
    let scheduler =
        Scheduler::builder().config(config()).job_defaults(JobDefaults::default()).build().unwrap();
    let job = job(&scheduler).await;
    assert_eq!((job.max_instances(), job.coalesce(), job.timeout()), (1, true, None));
    assert_eq!(job.misfire_grace_time(), MisfireGraceTime::Unlimited);
}

/// What code replaces is not even looked at: this store of the file has no type.
#[test]
fn stores_and_executors_of_code_replace_those_of_the_same_alias() {
    let config = Config::from_toml("jobstores.default.url = 'x'\nexecutors.default.type = 'x'").unwrap();
    let by_code = Scheduler::builder().job_store("default", MemoryStore::new());
    assert!(by_code.executor("default", TokioExecutor::new()).config(config.clone()).build().is_ok());
    assert!(Scheduler::builder().config(config).build().is_err());
}

/// It would be lost beneath the environment, and nobody would know.
#[test]
fn a_file_that_is_no_table_stays_a_mistake() {
    let list = Config::from_json("[{\"timezone\": \"UTC\"}]").unwrap();
    let config = Config::from_variables(ENVIRONMENT).unwrap().over(list);
    let error = Scheduler::builder().config(config).build().unwrap_err().to_string();
    assert!(error.contains("an object is expected, not a list"), "{error}");
}

#[test]
fn a_second_configuration_is_laid_over_the_first() {
    let builder = Scheduler::builder().config(Config::from_toml(FILE).unwrap());
    let builder = builder.config(Config::from_toml("timezone = 'UTC'").unwrap());
    assert_eq!(builder.build().unwrap().timezone(), TimeZone::UTC);
}
