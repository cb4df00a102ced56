//! Jobs that a transaction has locked with which nobody goes on.

use std::time::Duration;

use aps_runtime::MongoStore;
use mongodb::Client;
use mongodb::bson::{Document, doc};
use test_servers::MongoDb;

use crate::harness::{Node, begun, until, wait};

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_job_does_not_hold_up_others_and_fires_when_it_is_free() {
    let url = MongoDb::shared().fresh_database();
    let node = Node::start(MongoStore::new(&url).unwrap()).await;
    node.add_jobs("locked-", 20, "100ms").await;
    let client = Client::with_uri_str(&url).await.unwrap();
    let jobs = client.default_database().unwrap().collection::<Document>("aps_jobs");
    let mut session = client.start_session().await.unwrap();
    // As a node does that dies in this instant. It may be that the job moves on just now.
    loop {
        session.start_transaction().await.unwrap();
        let lock = jobs.update_one(doc! {"_id": "locked-7"}, doc! {"$set": {"locked": true}});
        if lock.session(&mut session).await.is_ok() {
            break;
        }
        session.abort_transaction().await.unwrap();
    }
    let (locked, free) = (begun("locked-7").len(), begun("locked-8").len());
    until("others fire", || begun("locked-8").len() > free + 20).await;
    assert!(begun("locked-7").len() <= locked + 1);
    session.abort_transaction().await.unwrap();
    let fired = begun("locked-7").len();
    until("it fires again", || begun("locked-7").len() > fired + 3).await;
    node.stop().await;
}

/// Else its runs would be nobody's until its lease has run out.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_leaves_though_its_document_is_locked_for_a_moment() {
    let url = MongoDb::shared().fresh_database();
    let node = Node::start(MongoStore::new(&url).unwrap()).await;
    let client = Client::with_uri_str(&url).await.unwrap();
    let nodes = client.default_database().unwrap().collection::<Document>("aps_nodes");
    let mut session = client.start_session().await.unwrap();
    session.start_transaction().await.unwrap();
    let lock = nodes.update_one(doc! {}, doc! {"$inc": {"claims": 1_i64}});
    lock.session(&mut session).await.unwrap();
    tokio::join!(node.stop(), async {
        wait(Duration::from_millis(500)).await;
        session.abort_transaction().await.unwrap();
    });
    assert_eq!(nodes.count_documents(doc! {}).await.unwrap(), 0);
}

/// The dead node's transaction is ended by whoever takes its runs, long before the server would.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_node_has_locked_is_set_free() {
    let url = MongoDb::shared().fresh_database();
    let node = Node::start(MongoStore::new(&url).unwrap().lease(Duration::from_secs(2))).await;
    node.add_jobs("orphan-", 5, "100ms").await;
    let client = Client::with_uri_str(&url).await.unwrap();
    let database = client.default_database().unwrap();
    let (jobs, nodes) =
        (database.collection::<Document>("aps_jobs"), database.collection::<Document>("aps_nodes"));
    let mut session = client.start_session().await.unwrap();
    let dead = doc! {
        "_id": "dead", "name": "dead", "joined_at": "2026-01-01T00:00:00Z", "lease_us": 0_i64,
        "functions": [], "session": session.id().clone(), "claims": 0_i64,
    };
    loop {
        session.start_transaction().await.unwrap();
        let lock = jobs.update_one(doc! {"_id": "orphan-3"}, doc! {"$set": {"locked": true}});
        if lock.session(&mut session).await.is_ok() {
            break;
        }
        session.abort_transaction().await.unwrap();
    }
    nodes.insert_one(dead).await.unwrap();
    let fired = begun("orphan-3").len();
    until("it fires again", || begun("orphan-3").len() > fired + 3).await;
    assert_eq!(nodes.count_documents(doc! {}).await.unwrap(), 1);
    assert!(session.commit_transaction().await.is_err());
    node.stop().await;
}
