//! The password is in nothing that anybody may see.

use aps_runtime::PostgresStore;
use aps_runtime::prelude::*;
use test_servers::{Mode, PASSWORD, PASSWORD_IN_URL, Postgres, Proxy};

use crate::logged::Logged;
use crate::trial::{nothing, until};

fn assert_clean(what: &str, text: &str) {
    for secret in [PASSWORD, PASSWORD_IN_URL] {
        assert!(!text.contains(secret), "the password is in {what}: {text}");
    }
}

/// All that is told of a failed start.
async fn refusal(url: &str) -> String {
    let store = PostgresStore::new(url).unwrap();
    let shown = format!("{store:?}");
    let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
    let error = scheduler.start().await.unwrap_err();
    let mut told = vec![format!("{shown}\n{scheduler:?}\n{error}\n{error:?}\n{error:#?}")];
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        told.push(format!("{error}\n{error:?}\n{error:#?}"));
        source = error.source();
    }
    told.join("\n")
}

#[tokio::test]
async fn what_is_told_of_failures_has_no_password() {
    let server = Postgres::shared();
    let url = server.fresh_database();
    let proxy = Proxy::before(&url);
    proxy.set(Mode::Refuse);
    for (wrong, expected) in [
        (url.replace("://aps:", "://nobody:"), "password authentication failed"),
        (server.url("none"), "does not exist"),
        (proxy.url_through(&url), "the database cannot be reached"),
        (format!("{url}?sslmode=verify-full"), "cannot be encrypted"),
    ] {
        let told = refusal(&wrong).await;
        assert_clean("what is told", &told);
        assert!(told.contains(expected), "{expected}: {told}");
    }
    for wrong in
        [format!("{url}?password={PASSWORD}"), format!("{url}?sslmode={PASSWORD}"), url.replace(':', "")]
    {
        let told = format!("{0}\n{0:?}\n{0:#?}", PostgresStore::new(wrong).unwrap_err());
        assert_clean("what is told of a URL", &told);
    }
}

#[tokio::test]
async fn what_is_logged_has_no_password() {
    let logged = Logged::on_this_thread(tracing::Level::TRACE);
    let url = Postgres::shared().fresh_database();
    let proxy = Proxy::before(&url);
    let store = PostgresStore::new(proxy.url_through(&url)).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
    scheduler.start().await.unwrap();
    let each_second = || IntervalTrigger::parse("1s").unwrap();
    scheduler.add_job(nothing::job(), each_second()).await.unwrap();
    proxy.set(Mode::Refuse);
    scheduler.add_job(nothing::job(), each_second()).await.unwrap_err();
    proxy.set(Mode::Pass);
    until("the store answers", async || scheduler.jobs().await.is_ok()).await;
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let log = logged.take();
    assert!(log.contains("tables brought up to date"), "{log}");
    assert_clean("the log", &log);
}
