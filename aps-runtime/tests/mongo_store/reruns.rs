//! Nodes that are after the same runs of a dead one.

use aps_runtime::prelude::*;
use aps_runtime::{MongoStore, Node as StoreNode, OnNodeLoss, RunStore};
use chrono::{DateTime, Utc};
use mongodb::bson::{Document, doc};
use test_servers::MongoDb;

use crate::harness::{Node, collection, linger};

/// Not heeded: the store's clock counts.
const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// A run that is under way and would be run again.
async fn running(url: &str) -> Document {
    let node = Node::start(MongoStore::new(url).unwrap()).await;
    node.scheduler
        .add_job(linger::job(2_000), Now)
        .id("contended")
        .max_instances(1_000)
        .on_node_loss(OnNodeLoss::Rerun)
        .await
        .unwrap();
    let runs = collection(url, "aps_runs").await;
    let mut run = None;
    while run.is_none() {
        run = runs.find_one(doc! {"state": "running"}).await.unwrap();
    }
    node.stop().await;
    run.unwrap()
}

/// Whoever is not the quickest has written nothing, and holds nothing: not even its own document, which is written to
/// when the lease is renewed.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_too_late_can_renew_its_lease() {
    let url = MongoDb::shared().fresh_database();
    let run = running(&url).await;
    let function = run.get_document("snapshot").unwrap().get_str("function").unwrap();
    let stores = [(); 3].map(|()| MongoStore::new(&url).unwrap());
    for store in &stores {
        store.join(&StoreNode::new([function]), NOW).await.unwrap();
    }
    let runs = collection(&url, "aps_runs").await;
    for round in 0..40 {
        let mut pending = run.clone();
        let at = format!("2026-01-01T00:00:{round:02}Z");
        pending.extend(doc! {"state": "pending", "scheduled_at": &at, "through_at": &at});
        pending.get_document_mut("_id").unwrap().insert("at", at);
        for key in ["slot", "node", "token"] {
            pending.remove(key);
        }
        runs.insert_one(pending).await.unwrap();
        let [a, b, c] = &stores;
        let taken = tokio::join!(
            a.take_reruns(10, &[], NOW),
            b.take_reruns(10, &[], NOW),
            c.take_reruns(10, &[], NOW)
        );
        let taken = [taken.0, taken.1, taken.2].map(|reruns| reruns.unwrap().len());
        assert_eq!(taken.iter().sum::<usize>(), 1, "{taken:?}");
        for store in &stores {
            store.renew(NOW).await.unwrap();
        }
    }
}
