//! Hints that others have changed something, by a change stream.

use std::sync::Arc;
use std::time::Duration;

use mongodb::bson::{Document, RawDocumentBuf, doc};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::connect::{Connection, within};
use super::fault::Fault;
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

/// How many documents there are by which writers tell that they have added or edited jobs: several, since of two who
/// write to one at the same time one has to begin anew.
const BELLS: u64 = 16;

/// Makes them.
pub(super) fn bells() -> impl Iterator<Item = Document> {
    let bell =
        |number| doc! {"q": {"_id": bell(number)}, "u": {"$setOnInsert": {"rung": 0_i64}}, "upsert": true};
    (0..BELLS).map(bell)
}

/// Rings one of them, which is made again if somebody has removed it: part of what is written.
pub(super) fn ring(number: u64) -> Document {
    doc! {"q": {"_id": bell(number % BELLS)}, "u": {"$inc": {"rung": 1_i64}}, "upsert": true}
}

fn bell(number: u64) -> String {
    format!("bell-{number}")
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
/// edited some rings a bell.
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
