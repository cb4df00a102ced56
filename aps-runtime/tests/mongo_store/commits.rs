//! The connection is lost in the very moment of a commit.

use std::time::Duration;

use aps_runtime::MongoStore;
use test_servers::{MongoDb, Proxy, When};

use crate::harness::{Node, expect_exact, until, wait};

async fn cut(prefix: &str, when: When) {
    let url = MongoDb::shared().fresh_database();
    let proxy = Proxy::before(&url);
    let node = Node::start(MongoStore::new(proxy.url_through(&url)).unwrap()).await;
    node.add_jobs(prefix, 20, "100ms").await;
    wait(Duration::from_millis(300)).await;
    for round in 1..=10 {
        proxy.cut_at_commit(when, 1);
        until("a connection is cut", || proxy.cuts() == round).await;
        wait(Duration::from_millis(150)).await;
    }
    node.stop().await;
    let judge = Node::judge(MongoStore::new(&url).unwrap()).await;
    let rows = judge.history().await;
    expect_exact(prefix, Duration::from_millis(100), &rows);
    judge.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_did_not_arrive_is_made_again() {
    cut("before-", When::BeforeDelivery).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_counts_once() {
    cut("after-", When::AfterDelivery).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_arrives_late_changes_nothing_more() {
    cut("late-", When::LateDelivery(Duration::from_millis(300))).await;
}
