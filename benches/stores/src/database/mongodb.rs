//! MongoDB, by what `serverStatus` says.

use mongodb::bson::{Bson, Document, doc};
use mongodb::{Client, Database};

use super::Work;
use crate::process;

pub struct MongoDb(Database);

impl MongoDb {
    pub async fn connect(url: &str) -> MongoDb {
        let client = Client::with_uri_str(url).await.expect("a URL");
        MongoDb(client.default_database().expect("its name is in the URL"))
    }

    /// How many runs in this collection were executed.
    pub async fn executed(&self, collection: &str) -> i64 {
        let runs = self.0.collection::<Document>(collection);
        let count = runs.count_documents(doc! {"state": "executed"}).await.expect("a number");
        count.try_into().expect("few")
    }

    pub async fn work(&self) -> Work {
        let status = self.run("serverStatus").await;
        let process = number(&status, &["pid"]).try_into().expect("an id");
        Work {
            statements: Some(number(&status, &["network", "numRequests"])),
            bytes: number(&status, &["wiredTiger", "log", "log bytes written"]),
            syncs: Some(number(&status, &["wiredTiger", "log", "log sync operations"])),
            cpu: Some(process::processor_time(process)),
        }
    }

    pub async fn size(&self) -> i64 {
        number(&self.run("dbStats").await, &["totalSize"])
    }

    async fn run(&self, command: &str) -> Document {
        self.0.run_command(doc! {command: 1}).await.expect("answered")
    }
}

fn number(document: &Document, path: &[&str]) -> i64 {
    let (last, path) = path.split_last().expect("a name");
    let inner = path.iter().fold(document, |inner, name| inner.get_document(name).expect("a document"));
    match inner.get(last) {
        Some(Bson::Int32(number)) => i64::from(*number),
        Some(Bson::Int64(number)) => *number,
        Some(Bson::Double(number)) => *number as i64,
        other => panic!("`{last}` is no number: {other:?}"),
    }
}
