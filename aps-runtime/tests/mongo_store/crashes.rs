//! The server dies while jobs fire, and comes back.

use std::time::Duration;

use aps_runtime::MongoStore;
use test_servers::MongoDb;

use crate::harness::{Node, begun, expect_exact, until, wait};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_under_load_loses_and_doubles_nothing() {
    let server = MongoDb::new().start();
    let url = server.fresh_database();
    let nodes = [
        Node::start(MongoStore::new(&url).unwrap()).await,
        Node::start(MongoStore::new(&url).unwrap()).await,
    ];
    nodes[0].add_jobs("crash-", 100, "200ms").await;
    for _ in 0..3 {
        wait(Duration::from_millis(1_300)).await;
        server.kill();
        wait(Duration::from_millis(500)).await;
        server.restart();
        let before = begun("crash-").len();
        until("jobs fire again", || begun("crash-").len() > before + 100).await;
    }
    for node in &nodes {
        node.stop().await;
    }
    let judge = Node::judge(MongoStore::new(&url).unwrap()).await;
    expect_exact("crash-", Duration::from_millis(200), &judge.history().await);
    assert!(judge.scheduler.nodes("default").await.unwrap().iter().all(|node| node.running == 0));
    judge.stop().await;
}
