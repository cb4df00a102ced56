//! Hints that others have changed something, by a change stream.

use std::sync::Arc;
use std::time::Duration;

use mongodb::bson::{RawDocumentBuf, doc};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::connect::{Connection, within};
use super::fault::Fault;
use super::store::Store;
use crate::clock::{Clock, SystemClock};

/// How often it is tried again where there is no change stream; meanwhile each try is a hint.
const PAUSE: Duration = Duration::from_secs(1);

/// A change stream that is being listened to, until this is dropped.
#[derive(Debug)]
pub(super) struct Watch(AbortHandle);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Store {
    /// A hint may get lost, so it is not waited for until it is safe.
    pub(super) async fn tell_others(&self, connection: &Connection) {
        let told = doc! {"q": {"_id": "jobs"}, "u": {"$inc": {"writes": 1_i64}}, "upsert": true};
        let tell = doc! {"update": &self.names.schema, "updates": [told], "writeConcern": {"w": 1}};
        if let Err(error) = connection.run(tell).await {
            tracing::debug!(%error, "cannot tell others of new jobs: they find them with their next poll");
        }
    }
}

impl Watch {
    pub(super) fn over(connection: Connection, schema: String, changed: Arc<Notify>) -> Self {
        let watch = tokio::spawn(async move {
            loop {
                if let Err(error) = watch(&connection, &schema, &changed).await {
                    tracing::debug!(%error, "no change stream: tried again");
                }
                SystemClock.sleep(PAUSE).await;
                // Whatever has happened meanwhile.
                changed.notify_one();
            }
        });
        Watch(watch.abort_handle())
    }
}

/// Not over the jobs themselves: the server would look at every one that moves on, for every node. Whoever has added or
/// edited some says so in a document of its own.
async fn watch(connection: &Connection, schema: &str, changed: &Notify) -> Result<(), Fault> {
    let schema = connection.database.collection::<RawDocumentBuf>(schema);
    let stream = async { Ok(schema.watch().await?) };
    let mut stream = within(stream).await?;
    while stream.is_alive() {
        if stream.next_if_any().await?.is_some() {
            changed.notify_one();
        }
    }
    Ok(())
}
