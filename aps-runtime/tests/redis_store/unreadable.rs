use aps_runtime::prelude::*;
use test_servers::{Redis, Server};

use crate::harness::{failures, note, noted, scheduler, until};

fn redis(server: &Server, url: &str, command: &str) -> String {
    server.administer(&format!("-n {} {command}", url.rsplit('/').next().unwrap())).trim_end().to_owned()
}

/// However a job is broken, it is kept, told and out of the way of others.
#[tokio::test]
async fn jobs_that_cannot_be_read_are_told_and_stop_nobody() {
    let server = Redis::new().every_second().start();
    let url = server.fresh_database();
    let first = scheduler(&url);
    first.start().await.unwrap();
    let soon = DateTrigger::at(
        chrono::DateTime::<chrono::Utc>::from(std::time::UNIX_EPOCH) + chrono::TimeDelta::days(99_999),
    );
    for id in ["broken-json", "broken-time", "broken-type", "broken-gone", "broken-sound"] {
        first.add_job(note::job(), soon.clone()).id(id).await.unwrap();
    }
    first.shutdown(Wait::ForJobs).await.unwrap();

    let due = redis(&server, &url, "KEYS {aps:default}:due:*");
    let key = |id: &str| format!("{{aps:default}}:job:broken-{id}");
    redis(&server, &url, &format!("HSET {} job {{nonsense", key("json")));
    redis(&server, &url, &format!("HSET {} run yesterday", key("time")));
    redis(&server, &url, &format!("DEL {}", key("type")));
    redis(&server, &url, &format!("SADD {} something", key("type")));
    redis(&server, &url, &format!("DEL {}", key("gone")));
    let sound = redis(&server, &url, &format!("HGET {} run", key("sound")));
    assert!(!sound.is_empty());
    for id in ["json", "time", "type", "gone", "sound"] {
        redis(&server, &url, &format!("ZADD {due} 1000 broken-{id}"));
    }
    redis(&server, &url, &format!("ZADD {{aps:default}}:heads 1000 {}", due.split_once(":due:").unwrap().1));
    redis(&server, &url, &format!("HSET {} run 2026-01-01T00:00:00Z ms 1000", key("sound")));

    let second = scheduler(&url);
    let told = failures(&second);
    second.start().await.unwrap();
    until("the sound one has run", async || noted("broken-sound").len() == 1).await;
    until("the others are told", async || told.lock().unwrap().len() >= 3).await;
    let mut told = told.lock().unwrap().clone();
    told.sort();
    assert!(
        told[0].starts_with("broken-json: ")
            && told[1].starts_with("broken-time: its field `run` is no instant"),
        "{told:?}"
    );
    assert!(told[2].starts_with("broken-type: it has no field `job`") && told.len() == 3, "{told:?}");
    assert!(second.job("broken-json").await.is_err());
    assert_eq!(redis(&server, &url, &format!("HGET {} job", key("json"))), "{nonsense", "it is kept");

    // Put right, it is run by who joins next.
    let right = redis(&server, &url, &format!("HSET {} run 2026-01-01T00:00:00Z", key("time")));
    assert_eq!(right, "0");
    second.shutdown(Wait::ForJobs).await.unwrap();
    let third = scheduler(&url);
    third.start().await.unwrap();
    until("what was put right has run", async || noted("broken-time").len() == 1).await;
    third.remove_job("broken-type").await.unwrap();
    third.shutdown(Wait::ForJobs).await.unwrap();
}
