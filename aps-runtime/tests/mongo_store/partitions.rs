//! A node is cut off for longer than its lease.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{MongoStore, RunOutcome};
use test_servers::{Mode, MongoDb, Proxy};

use crate::harness::{Node, begun, linger, now, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_cut_off_gives_up_its_runs_and_comes_back() {
    let url = MongoDb::shared().fresh_database();
    let proxy = Proxy::before(&url);
    let lease = Duration::from_secs(3);
    let cut_off = Node::start(MongoStore::new(proxy.url_through(&url)).unwrap().lease(lease)).await;
    cut_off.scheduler.add_job(linger::job(30_000), Now).id("cut-off").await.unwrap();
    until("it runs", || begun("cut-off").len() == 1).await;
    let heir = Node::start(MongoStore::new(&url).unwrap().lease(lease)).await;
    let began = now();
    proxy.set(Mode::BlackHole);
    until("it knows that it is alone", || cut_off.has_told("lease on job store")).await;
    assert!(began.elapsed() <= lease, "{:?}", began.elapsed());
    until("the other takes its run", || heir.has_told("`cut-off`")).await;
    let rows = heir.history().await;
    assert_eq!(rows[0].outcome, RunOutcome::Abandoned);
    proxy.set(Mode::Pass);
    heir.scheduler.add_job(linger::job(1), Now).id("cut-off-later").await.unwrap();
    until("somebody runs it", || begun("cut-off-later").len() == 1).await;
    let nodes = heir.scheduler.nodes("default").await.unwrap();
    assert_eq!(nodes.iter().filter(|node| !node.lease.is_zero()).count(), 2, "it is back: {nodes:?}");
    cut_off.stop().await;
    heir.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_ends_in_time() {
    let url = MongoDb::shared().fresh_database();
    let proxy = Proxy::before(&url);
    let node = Node::start(MongoStore::new(proxy.url_through(&url)).unwrap()).await;
    proxy.set(Mode::BlackHole);
    let began = now();
    let error = node.scheduler.jobs().await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(7), "{:?}", began.elapsed());
    assert_eq!(error.to_string(), "job store `default` failed");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.starts_with("MongoDB"), "{source}");
    proxy.set(Mode::Pass);
    node.stop().await;
}
