//! The connection is lost in the very moment of a commit.

use std::time::Duration;

use aps_runtime::MongoStore;
use test_servers::{MongoDb, Proxy, When};

use crate::harness::{Node, begun, expect_exact, until, wait};

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

/// Whichever commit it is: the last claim, the last ends, or that the node leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_stops_when_a_commit_is_cut_leaves_nothing_behind() {
    let late = When::LateDelivery(Duration::from_millis(300));
    for (round, when) in
        [When::AfterDelivery, When::BeforeDelivery, late].into_iter().cycle().take(12).enumerate()
    {
        let url = MongoDb::shared().fresh_database();
        let proxy = Proxy::before(&url);
        let node = Node::start(MongoStore::new(proxy.url_through(&url)).unwrap()).await;
        let prefix = format!("stops-{round}-");
        node.add_jobs(&prefix, 10, "50ms").await;
        until("jobs fire", || begun(&prefix).len() > 10).await;
        proxy.cut_at_commit(when, 1);
        // Every other time the one that is cut is on its way already.
        if round % 2 == 0 {
            until("a connection is cut", || proxy.cuts() == 1).await;
        }
        node.stop().await;
        let judge = Node::judge(MongoStore::new(&url).unwrap()).await;
        expect_exact(&prefix, Duration::from_millis(50), &judge.history().await);
        assert_eq!(judge.scheduler.nodes("default").await.unwrap().len(), 1, "only the judge is there");
        judge.stop().await;
    }
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
