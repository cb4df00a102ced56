//! Documents that cannot be read.

use std::time::Duration;

use aps_runtime::MongoStore;
use mongodb::bson::doc;
use test_servers::MongoDb;

use crate::harness::{Node, begun, collection, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_kept_and_told_and_stops_nobody() {
    let url = MongoDb::shared().fresh_database();
    let store = || MongoStore::new(&url).unwrap().lease(Duration::from_secs(2));
    let node = Node::start(store()).await;
    node.add_jobs("spoilt-", 3, "100ms").await;
    let jobs = collection(&url, "aps_jobs").await;
    let good = jobs.find_one(doc! {"_id": "spoilt-0"}).await.unwrap().unwrap();
    jobs.update_one(doc! {"_id": "spoilt-1"}, doc! {"$set": {"job": "{not json"}}).await.unwrap();
    let mut foreign = good.clone();
    foreign.insert("_id", 7);
    jobs.insert_one(foreign).await.unwrap();
    jobs.insert_one(doc! {"_id": "spoilt-bare", "kind": good.get("kind"), "due_us": 0_i64}).await.unwrap();
    let told = ["`spoilt-1`", "`7`", "`spoilt-bare`"];
    until("they are told", || told.iter().all(|id| node.has_told(&format!("{id} of store")))).await;
    let fires = begun("spoilt-2").len();
    until("others fire", || begun("spoilt-2").len() > fires + 3).await;
    assert_eq!(node.scheduler.jobs().await.unwrap().len(), 2);
    assert_eq!(jobs.count_documents(doc! {}).await.unwrap(), 5, "all are kept");
    node.stop().await;

    let text = good.get_str("job").unwrap().replace("spoilt-0", "spoilt-1");
    jobs.update_one(doc! {"_id": "spoilt-1"}, doc! {"$set": {"job": text}}).await.unwrap();
    let node = Node::start(store()).await;
    let fires = begun("spoilt-1").len();
    until("what can be read again fires again", || begun("spoilt-1").len() > fires).await;
    node.stop().await;
}
