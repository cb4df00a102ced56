use aps_runtime::{Error, RedisStore, Scheduler};
use std::time::Duration;
use test_servers::{Redis, USER};

use crate::harness::{all_of, scheduler};

async fn refused(url: &str) -> String {
    all_of(&scheduler(url).start().await.unwrap_err())
}

#[tokio::test]
async fn a_server_that_may_throw_jobs_away_is_refused() {
    let server = Redis::new().every_second().setting("maxmemory-policy", "allkeys-lru").start();
    let told = refused(&server.fresh_database()).await;
    assert!(told.contains("`maxmemory-policy allkeys-lru`"), "{told}");
    assert!(told.contains("= help: set `maxmemory-policy noeviction`"), "{told}");
}

#[tokio::test]
async fn a_user_who_may_not_is_told_which_rights_are_needed() {
    let server = Redis::new().every_second().start();
    server.administer(&format!("ACL SETUSER {USER} -evalsha"));
    let told = refused(&server.fresh_database()).await;
    assert!(told.contains("NOPERM"), "{told}");
    assert!(told.contains("= help: the user needs `~{aps:<namespace>}*"), "{told}");
}

#[tokio::test]
async fn nobody_there_a_wrong_password_and_another_format_are_told() {
    let server = Redis::new().every_second().start();
    let url = server.fresh_database();
    let told = refused(&url.replace("sesame", "wrong")).await;
    assert!(told.contains("refuses the user or the password"), "{told}");

    server.administer(&format!("-n {} SET {{aps:default}}:format 7", url.rsplit('/').next().unwrap()));
    let told = refused(&url).await;
    assert!(told.contains("has the format 7, and this program knows 1"), "{told}");

    server.kill();
    let told = refused(&url).await;
    assert!(told.contains("the connection to Redis failed: Connection refused"), "{told}");
}

fn invalid(url: &str) -> String {
    RedisStore::new(url).map(drop).map_err(|error: Error| error.to_string()).unwrap_err()
}

#[test]
fn urls_that_cannot_be_meant_are_refused_before_anything_is_connected() {
    for (url, told) in [
        ("redis://db.example.org", "= help: write `rediss://`"),
        ("redis://db.example.org", "add `?sslmode=disable`"),
        ("redis://u:canary@db.example.org?sslmode=prefer", "none that is safe"),
        ("rediss://db.example.org?sslmode=disable", "leave one of them out"),
        ("redis://localhost?sslrootcert=/ca.pem", "is not encrypted"),
        ("redis://localhost,db2", "names several hosts"),
        ("redis://", "names no host"),
        ("redis+unix:///", "names no socket"),
        ("redis://localhost/jobs", "is no number"),
        ("redis://localhost?canary=canary", "a parameter that Redis stores do not know"),
        ("reddis://localhost", "did you mean `redis`?"),
    ] {
        let message = invalid(url);
        assert!(message.contains(told), "{url}: {message}");
        assert!(!message.contains("canary"), "{url}: {message}");
    }
    for url in [
        "redis://localhost",
        "redis://db.example.org?sslmode=disable",
        "valkeys://db",
        "redis+unix:///run/r.sock?db=3",
    ] {
        RedisStore::new(url).unwrap();
    }
}

#[test]
fn impossible_settings_are_told_when_the_scheduler_is_built() {
    let store = || RedisStore::new("redis://localhost:1").unwrap();
    for (store, told) in [
        (store().namespace("no {braces}"), "`no {braces}` is no `namespace`"),
        (store().lease(Duration::from_secs(1)), "`lease` is less than 2 seconds"),
        (store().poll_interval(Duration::ZERO), "`poll_interval` is 0"),
    ] {
        let error = Scheduler::builder().job_store("redis", store).build().unwrap_err().to_string();
        assert!(error.starts_with(&format!("job store `redis`: {told}")), "{error}");
    }
}
