//! Hints that others have changed something, by a change stream.

use std::sync::Arc;
use std::time::Duration;

use mongodb::bson::{RawDocumentBuf, doc};
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

impl Watch {
    pub(super) fn over(connection: Connection, jobs: String, changed: Arc<Notify>) -> Self {
        let watch = tokio::spawn(async move {
            loop {
                if let Err(error) = watch(&connection, &jobs, &changed).await {
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

/// Jobs that are added and edited. That they move on concerns nobody: their revision grows, and their
/// generation does not.
async fn watch(connection: &Connection, jobs: &str, changed: &Notify) -> Result<(), Fault> {
    let edited = doc! {"$or": [
        {"operationType": {"$in": ["insert", "replace"]}},
        {"updateDescription.updatedFields.generation": {"$exists": true}},
    ]};
    let pipeline = [doc! {"$match": edited}];
    let jobs = connection.database.collection::<RawDocumentBuf>(jobs);
    let stream = async { Ok(jobs.watch().pipeline(pipeline).await?) };
    let mut stream = within(stream).await?;
    while stream.is_alive() {
        if stream.next_if_any().await?.is_some() {
            changed.notify_one();
        }
    }
    Ok(())
}
