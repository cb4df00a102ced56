//! The collections and their indexes.

use std::time::Duration;

use mongodb::bson::{Document, doc};

use super::changes::bells;
use super::connect::Connection;
use super::fault::Fault;
use super::store::Store;
use super::transaction::written;
use crate::store::StoreError;

/// Of the documents as this program writes them. What a version changes is done by `migrate`.
const VERSION: i64 = 1;

/// The index by which due jobs are found.
pub(super) const DUE: &str = "kind_1_due_us_1_slice_1";

/// The index that has no runs but those that are under way.
pub(super) const LIVE: &str = "job_id_1_slot_1";

/// The index that every collection has.
pub(super) const BY_ID: &str = "_id_";

/// The index by which a node finds its own runs.
pub(super) const OWN: &str = "node_1_token_1";

/// With many documents there, an index takes its time.
const LONGEST_MIGRATION: Duration = Duration::from_secs(10 * 60);

const WIRE_VERSION_OF_5_0: i32 = 13;

impl Store {
    /// Creates what is missing, whoever else does so at the same time.
    pub(super) async fn migrate(&self) -> Result<(), StoreError> {
        let connection = self.connected().await?;
        if self.version(&connection).await? == VERSION {
            return Ok(());
        }
        for (collection, indexes) in self.indexes() {
            let indexes: Vec<_> = indexes.into_iter().map(named).collect();
            let write_concern = doc! {"w": "majority"};
            let command =
                doc! {"createIndexes": collection, "indexes": indexes, "writeConcern": write_concern};
            connection.run_for_long(command, LONGEST_MIGRATION).await?;
        }
        let version = doc! {
            "q": {"_id": "schema"},
            "u": {"$max": {"version": VERSION}},
            "upsert": true,
        };
        let write_concern = doc! {"w": "majority", "j": true};
        let updates: Vec<_> = bells().chain([version]).collect();
        let command = doc! {"update": &self.names.schema, "updates": updates, "writeConcern": write_concern};
        written(&connection.run(command).await?)?;
        Ok(())
    }

    /// That the collections are as this program needs them.
    pub(super) async fn expect_schema(&self) -> Result<(), StoreError> {
        let connection = self.connected().await?;
        connection.expect_version().await?;
        if self.options.auto_migrate {
            return self.migrate().await;
        }
        if self.version(&connection).await? == VERSION {
            return Ok(());
        }
        let fault =
            Fault::new("the collections of the job store are not there, or those of an older version");
        Err(fault.help("call `MongoStore::migrate` once, as a user who may create indexes").into())
    }

    async fn version(&self, connection: &Connection) -> Result<i64, StoreError> {
        let schema = connection.database.collection::<Document>(&self.names.schema);
        let find = async { Ok(schema.find_one(doc! {"_id": "schema"}).await?) };
        let version = super::connect::within(find)
            .await?
            .map_or(0, |found| found.get_i64("version").unwrap_or_default());
        if version > VERSION {
            let fault = Fault::new(format!(
                "the collections of the job store are of version {version}, and this program knows version {VERSION}"
            ));
            return Err(fault.help("use a newer version of aps, or another `collection_prefix`").into());
        }
        Ok(version)
    }

    fn indexes(&self) -> [(&str, Vec<Document>); 3] {
        let running = doc! {"state": "running"};
        // Without what has not ended, and so is in no such index while it is under way.
        let ended = doc! {"ended_us": {"$gte": i64::MIN}};
        let [jobs, runs, nodes] = [&self.names.jobs, &self.names.runs, &self.names.nodes];
        [
            (
                jobs,
                vec![
                    doc! {"key": {"kind": 1, "due_us": 1, "slice": 1}},
                    doc! {"key": {"problem": 1}, "partialFilterExpression": {"problem": {"$type": "string"}}},
                ],
            ),
            (
                runs,
                vec![
                    // The judge over `max_instances`.
                    doc! {"key": {"job_id": 1, "slot": 1}, "unique": true, "partialFilterExpression": running},
                    doc! {"key": {"node": 1, "token": 1}, "partialFilterExpression": {"token": {"$gt": 0}}},
                    doc! {"key": {"scheduled_at": 1}, "partialFilterExpression": {"state": "pending"}},
                    doc! {"key": {"job_id": 1, "ended_us": -1}, "partialFilterExpression": &ended},
                    doc! {"key": {"ended_us": -1}, "partialFilterExpression": ended},
                ],
            ),
            (nodes, vec![doc! {"key": {"lease_us": 1}}]),
        ]
    }
}

/// As MongoDB names indexes.
fn named(index: Document) -> Document {
    let keys = index.get_document("key").cloned().unwrap_or_default();
    let name: Vec<_> = keys.iter().map(|(key, order)| format!("{key}_{order}")).collect();
    let mut index = index;
    index.insert("name", name.join("_"));
    index
}

impl Connection {
    async fn expect_version(&self) -> Result<(), Fault> {
        let hello = self.run(doc! {"hello": 1}).await?;
        match hello.get_i32("maxWireVersion") {
            Ok(version) if version >= WIRE_VERSION_OF_5_0 => Ok(()),
            _ => Err(Fault::new("this MongoDB server is older than version 5.0")),
        }
    }
}
