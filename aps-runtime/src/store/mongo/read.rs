//! What is asked outside of transactions: only what a majority of the replica set has.

use mongodb::Cursor;
use mongodb::action::Action;
use mongodb::bson::{Document, RawDocumentBuf};
use mongodb::options::Hint;

use super::connect::within;
use super::fault::Fault;
use super::store::Store;
use super::transaction::BATCH;
use crate::store::StoreError;

impl Store {
    pub(super) async fn find(
        &self,
        collection: &str,
        filter: Document,
        fields: Document,
        order: Document,
        limit: Option<i64>,
    ) -> Result<Vec<RawDocumentBuf>, StoreError> {
        let collection = self.collection(collection)?;
        let find = collection.find(filter).projection(fields).sort(order).batch_size(BATCH);
        let find = find.optional(limit, mongodb::action::Find::limit);
        all(within(async { Ok(find.await?) }).await?).await
    }

    pub(super) async fn aggregate(
        &self,
        collection: &str,
        pipeline: Vec<Document>,
        index: Option<&str>,
    ) -> Result<Vec<RawDocumentBuf>, StoreError> {
        let collection = self.collection(collection)?;
        let aggregate = collection.aggregate(pipeline).batch_size(BATCH).with_type::<RawDocumentBuf>();
        let aggregate =
            aggregate.optional(index, |aggregate, index| aggregate.hint(Hint::Name(index.to_owned())));
        all(within(async { Ok(aggregate.await?) }).await?).await
    }
}

/// Without a look into the documents, of which one may be broken.
pub(super) async fn all(mut cursor: Cursor<RawDocumentBuf>) -> Result<Vec<RawDocumentBuf>, StoreError> {
    let mut found = Vec::new();
    while within(async { Ok::<_, Fault>(cursor.advance().await?) }).await? {
        found.push(cursor.current().to_owned());
    }
    Ok(found)
}
