//! What is wrong with a scheduler is said when it is built, all at once.

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, MemoryStore, Registry};

#[test]
fn nothing_said_is_right() {
    let scheduler = Scheduler::builder().build().unwrap();
    assert_eq!(scheduler.timezone(), TimeZone::system());
}

#[test]
fn an_unknown_zone_is_told_with_the_nearest() {
    let error = Scheduler::builder().timezone("Europe/Berln").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Parse);
    assert!(error.to_string().contains("Europe/Berln"), "{error}");
    assert!(error.to_string().contains("did you mean `Europe/Berlin`?"), "{error}");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let error = Scheduler::builder()
        .timezone("Nowhere/Land")
        .job_store("disk", MemoryStore::new())
        .job_store("disk", MemoryStore::new())
        .executor("threads", ThreadPoolExecutor::new(1))
        .executor("threads", ThreadPoolExecutor::new(2))
        .executor("", ThreadPoolExecutor::new(2))
        .job_store("", MemoryStore::new())
        .expect_jobs(["a", "b"])
        .build()
        .unwrap_err()
        .to_string();
    for part in [
        "Nowhere/Land",
        "two job stores are called `disk`",
        "two executors are called `threads`",
        "the alias of an executor is empty\n  = help: write a word by which jobs name it",
        "the alias of a job store is empty\n  = help: write a word by which jobs name it",
        "job `a`",
        "job `b`",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn a_zone_is_a_name_or_a_zone() {
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    for scheduler in [
        Scheduler::builder().timezone(zone),
        Scheduler::builder().timezone("asia/tokyo"),
        Scheduler::builder().timezone("Asia/Tokyo".to_owned()),
    ] {
        assert_eq!(scheduler.registry(Registry::empty()).build().unwrap().timezone(), zone);
    }
}

/// Of each store what is its own is told by its alias, and nothing was connected to.
#[cfg(all(
    feature = "sqlite",
    feature = "postgres",
    feature = "mysql",
    feature = "redis",
    feature = "mongodb"
))]
#[test]
fn what_a_store_cannot_be_told_is_refused_whatever_store_it_is() {
    use std::time::Duration;

    use aps_runtime::{MongoStore, MySqlStore, PostgresStore, RedisStore, SqliteStore};

    let none = Duration::ZERO;
    let builder = || Scheduler::builder().registry(Registry::empty());
    let told = builder()
        .job_store("file", SqliteStore::new("sqlite://jobs.db").unwrap().table_prefix("1; DROP"))
        .job_store("pg", PostgresStore::new("postgres://localhost/jobs").unwrap().schema("Jobs"))
        .job_store("my", MySqlStore::new("mysql://localhost/jobs").unwrap().lease(none))
        .job_store("cache", RedisStore::new("redis://localhost").unwrap().lease(none))
        .job_store("documents", MongoStore::new("mongodb://localhost/jobs").unwrap().poll_interval(none))
        .build()
        .unwrap_err();
    assert_eq!(told.kind(), ErrorKind::InvalidOption);
    assert_eq!(
        told.to_string(),
        "\
job store `file`: `1; DROP` is no `table_prefix`
  = help: write 1 to 31 characters of `a-z 0-9 _`, not a digit first
job store `pg`: `Jobs` is no `schema`
  = help: write 1 to 31 characters of `a-z 0-9 _`, not a digit first
job store `my`: `lease` is less than 2 seconds
  = note: a node that is busy could not renew it in time
job store `cache`: `lease` is less than 2 seconds
  = note: a node that is busy could not renew it in time
job store `documents`: `poll_interval` is 0, so that the database would be asked without end"
    );
    let store = SqliteStore::new("sqlite://jobs.db").unwrap().lease(Duration::from_secs(2));
    assert!(builder().job_store("file", store).build().is_ok());
}
