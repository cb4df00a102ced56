use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{Clock, JobStore, MySqlStore, Node, RunStore, SystemClock};
use test_servers::{MariaDb, USER};

use crate::{told_of, ways, with_wrong_password};

#[test]
fn a_url_that_cannot_be_used_is_told() {
    for (url, expected) in [
        ("postgres://db/jobs", "the scheme of the store's URL is `postgres`"),
        ("mysql://db", "the URL of a MySQL store names no database"),
        ("mysql://db1,db2/jobs", "the URL of a MySQL store names several hosts"),
        ("mysql://db/jobs?key=canary", "the URL of a MySQL store has a parameter that is not known"),
        ("mysql://db/jobs?sslmode=prefer", "`sslmode` is one with which whoever is in between decides"),
        ("mysql://db/jobs?sslmode=canary", "`sslmode` is not known"),
    ] {
        let told = told_of(MySqlStore::new(url));
        assert!(told.contains(expected), "{told}");
    }
    let shown = format!("{:?}", MySqlStore::new("mariadb://ann:canary@db/jobs").unwrap());
    assert!(shown.contains("mariadb://db/jobs") && !shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn the_server_is_who_it_says() {
    let server = MariaDb::new().with_tls().without_fsync().start();
    for (url, leads_there) in ways(&server.fresh_database(), server.tls().unwrap()) {
        let result = MySqlStore::new(&url).unwrap().migrate().await;
        assert_eq!(result.is_ok(), leads_there, "{url}: {result:?}");
        if !leads_there {
            told_of(result);
        }
    }
}

#[tokio::test]
async fn a_socket_leads_there_too() {
    let server = MariaDb::shared();
    let url = server.fresh_database();
    let (_, database) = url.rsplit_once('/').unwrap();
    let login = url.split("://").nth(1).and_then(|rest| rest.split('@').next()).unwrap();
    let url = format!("mysql://{login}@localhost/{database}?socket={}", server.socket().display());
    MySqlStore::new(url).unwrap().migrate().await.unwrap();
}

#[tokio::test]
async fn who_is_not_let_in_is_told_without_a_name() {
    let url = MariaDb::shared().fresh_database();
    let told = told_of(MySqlStore::new(with_wrong_password(&url)).unwrap().migrate().await);
    assert!(told.contains("does not let this user in") && !told.contains(&format!("'{USER}'")), "{told}");
    let (server, _) = url.rsplit_once('/').unwrap();
    let told = told_of(MySqlStore::new(format!("{server}/nowhere")).unwrap().migrate().await);
    assert!(told.contains("create the database first"), "{told}");
}

#[tokio::test]
async fn somebody_else_may_create_the_tables() {
    let server = MariaDb::shared();
    let url = server.fresh_database();
    let (_, database) = url.rsplit_once('/').unwrap();
    let store = || MySqlStore::new(&url).unwrap().table_prefix("cron_").auto_migrate(false);
    let node = Node::new(["f"]);
    let now = chrono::DateTime::UNIX_EPOCH;
    let told = store().join(&node, now).await.unwrap_err().to_string();
    assert!(told.contains("the tables of the job store are not there"), "{told}");
    server.administer(&format!("use {database}; {}", store().migrations()));
    store().join(&node, now).await.unwrap();
}

#[scheduled_job(interval(hours = 1), id = "beat")]
async fn beat() {}

#[tokio::test]
async fn who_is_suspended_in_a_transaction_holds_up_nobody_for_long() {
    let url = MariaDb::shared().fresh_database();
    let store = || MySqlStore::new(&url).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store()).build().unwrap();
    scheduler.start().await.unwrap();
    scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let (stores, later) = ([store(), store()], chrono::DateTime::from_timestamp(4_102_444_800, 0).unwrap());
    for store in &stores {
        let mut node = Node::new(["servers::mysql::beat"]);
        node.keeps_time = true;
        store.join(&node, later).await.unwrap();
    }
    let held = stores[0].due_jobs(later, 10, &[]).await.unwrap();
    assert_eq!(held.jobs.len(), 1);
    assert_eq!(stores[1].due_jobs(later, 10, &[]).await.unwrap().jobs.len(), 0);
    SystemClock.sleep(Duration::from_secs(7)).await;
    assert_eq!(stores[1].due_jobs(later, 10, &[]).await.unwrap().jobs.len(), 1);
    drop(held);
}
