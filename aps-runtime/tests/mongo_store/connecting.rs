//! Servers that cannot be used, and users who may not.

use std::time::Duration;

use aps_runtime::{MongoStore, Scheduler};
use test_servers::{MongoDb, PASSWORD_IN_URL};

use crate::harness::{Node, begun, now, until};

/// What the start of a scheduler says, soon.
async fn refused(url: &str) -> String {
    let scheduler = Scheduler::builder().job_store("default", MongoStore::new(url).unwrap()).build().unwrap();
    let began = now();
    let error = scheduler.start().await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
    text(&error)
}

fn text(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {}", text(source)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_on_its_own_is_refused() {
    let server = MongoDb::new().standalone().start();
    let told = refused(&server.fresh_database()).await;
    assert!(told.contains("no member of a replica set") && told.contains("rs.initiate()"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_wrong_password_is_refused() {
    let url = MongoDb::shared().fresh_database().replace(PASSWORD_IN_URL, "guess");
    let told = refused(&url).await;
    assert!(told.contains("Authentication failed") && !told.contains("guess"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_listens_it_is_told_soon() {
    let told = refused("mongodb://aps:guess@127.0.0.1:9/jobs").await;
    assert!(told.contains("127.0.0.1:9") && !told.contains("guess"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn collections_that_are_not_there_are_told_if_they_are_not_to_be_made() {
    let url = MongoDb::shared().fresh_database();
    let store = || MongoStore::new(&url).unwrap().auto_migrate(false).collection_prefix("other_");
    let scheduler = Scheduler::builder().job_store("default", store()).build().unwrap();
    let error = text(&scheduler.start().await.unwrap_err());
    assert!(error.contains("MongoStore::migrate"), "{error}");
    store().migrate().await.unwrap();
    Node::start(store()).await.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_is_found_by_its_name_and_tls_is_spoken() {
    let server = MongoDb::new().with_tls().start();
    let url = server.fresh_database().replace("directConnection=true", "replicaSet=rs0");
    let tls = server.tls().unwrap();
    let secure = |ca: &std::path::Path| format!("{url}&tls=true&tlsCAFile={}", ca.display());
    let node = Node::start(MongoStore::new(secure(tls.ca())).unwrap()).await;
    node.add_jobs("tls-", 1, "100ms").await;
    until("it fires", || begun("tls-").len() > 2).await;
    node.stop().await;
    let told = refused(&secure(tls.strange_ca())).await;
    assert!(told.to_lowercase().contains("certificate"), "{told}");
}
