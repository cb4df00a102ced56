//! Several nodes on one store.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{MongoStore, OnNodeLoss, RunOutcome};
use test_servers::MongoDb;

use crate::harness::{Node, begun, expect_exact, linger, note, now, until, wait};

#[tokio::test(flavor = "multi_thread")]
async fn nodes_share_the_fires_and_each_is_run_once() {
    let url = MongoDb::shared().fresh_database();
    let mut nodes = Vec::new();
    for _ in 0..3 {
        nodes.push(Node::start(MongoStore::new(&url).unwrap().lease(Duration::from_secs(3))).await);
    }
    nodes[0].add_jobs("several-", 100, "250ms").await;
    wait(Duration::from_secs(4)).await;
    let judge = Node::judge(MongoStore::new(&url).unwrap()).await;
    for node in &nodes {
        node.stop().await;
    }
    let rows = judge.history().await;
    judge.stop().await;
    expect_exact("several-", Duration::from_millis(250), &rows);
    let names: std::collections::HashSet<_> = rows.iter().filter_map(|row| row.node.clone()).collect();
    assert!(!names.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_adds_is_noticed_by_the_others_at_once() {
    let url = MongoDb::shared().fresh_database();
    // It could not call it itself: it never looks, since it is paused.
    let (one, other) =
        (Node::new(MongoStore::new(&url).unwrap()), Node::start(MongoStore::new(&url).unwrap()).await);
    one.scheduler.start_paused().await.unwrap();
    wait(Duration::from_millis(500)).await;
    let began = now();
    one.scheduler.add_job(note::job(), Now).id("noticed").await.unwrap();
    until("the other runs it", || begun("noticed").len() == 1).await;
    // Else it would be asked for after 15 seconds.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    one.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_of_a_node_that_is_gone_are_abandoned_or_run_again() {
    let url = MongoDb::shared().fresh_database();
    let lease = Duration::from_secs(2);
    let store = || MongoStore::new(&url).unwrap().lease(lease);
    let node = tokio::task::spawn_blocking({
        let store = store();
        move || {
            // A runtime that is dropped is what comes nearest to a process that is killed.
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let node = Node::start(store).await;
                for (id, on_loss) in
                    [("gone-abandon", OnNodeLoss::Abandon), ("gone-rerun", OnNodeLoss::Rerun)]
                {
                    let job = node.scheduler.add_job(linger::job(60_000), Now).id(id);
                    job.on_node_loss(on_loss).await.unwrap();
                }
                until("both run", || begun("gone-").len() == 2).await;
                node
            })
        }
    });
    let dead = node.await.unwrap();
    let heir = Node::start(store()).await;
    until("both are told", || heir.has_told("gone-abandon") && heir.has_told("gone-rerun")).await;
    until("one is run again", || begun("gone-rerun").values().sum::<usize>() == 2).await;
    let rows = heir.history().await;
    let row = |id: &str| rows.iter().find(|row| row.job_id == *id).unwrap();
    assert_eq!((row("gone-abandon").outcome, row("gone-abandon").fence), (RunOutcome::Abandoned, 1));
    assert_eq!((row("gone-rerun").outcome, row("gone-rerun").fence), (RunOutcome::Running, 2));
    heir.scheduler.shutdown(Wait::No).await.unwrap();
    drop(dead);
}
