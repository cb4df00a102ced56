//! Neither the user nor the password is told, whatever fails.

use aps_runtime::RedisStore;
use test_servers::{Mode, PASSWORD, PASSWORD_IN_URL, Proxy, Redis};

use crate::harness::{all_of, failures, note, scheduler, until};
use aps_runtime::prelude::*;

fn is_harmless(told: &str) {
    for secret in [PASSWORD, PASSWORD_IN_URL, "sesame", "canary"] {
        assert!(!told.contains(secret), "{told}");
    }
}

#[tokio::test]
async fn no_error_has_a_secret() {
    let server = Redis::new().every_second().start();
    let url = server.fresh_database();
    let store = RedisStore::new(&url).unwrap();
    is_harmless(&format!("{store:?}\n{store:#?}"));
    for wrong in [
        url.replace("sesame", "sesame-canary"),
        url.replace("aps:", "canary:"),
        url.replace("127.0.0.1", "canary-is-no-host.localhost"),
        url.replace("redis:", "rediss:"),
        format!("{url}9999"),
    ] {
        let error = scheduler(&wrong).start().await.unwrap_err();
        is_harmless(&all_of(&error).replace("canary-is-no-host", "host"));
    }
}

#[tokio::test]
async fn no_event_has_a_secret() {
    let server = Redis::new().every_second().start();
    let url = server.fresh_database();
    let proxy = Proxy::before(&url);
    let scheduler = scheduler(&proxy.url_through(&url));
    let told = failures(&scheduler);
    scheduler.start().await.unwrap();
    is_harmless(&format!("{scheduler:?}"));
    proxy.set(Mode::Refuse);
    until("it is told", async || !told.lock().unwrap().is_empty()).await;
    let error = scheduler.add_job(note::job(), Now).id("secrets").await.map(drop).unwrap_err();
    is_harmless(&all_of(&error));
    is_harmless(&told.lock().unwrap().join("\n"));
    proxy.set(Mode::Pass);
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}
