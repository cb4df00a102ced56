//! Writes of which either all take place or none, and of which it is known whether they did.

use std::time::Duration;

use mongodb::bson::{Bson, Document, RawDocumentBuf, doc};
use mongodb::error::{ErrorKind, TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT};
use mongodb::options::{Hint, ReadConcern, TransactionOptions};
use mongodb::{ClientSession, Database};

use super::connect::{Connection, within, write_concern};
use super::fault::{Fault, FaultKind};
use crate::clock::{Clock, SystemClock};

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// How many statements a command takes, and about how many bytes of them; the server has limits.
const MOST_STATEMENTS: usize = 10_000;
const MOST_BYTES: usize = 8 << 20;

/// A transaction, which is rolled back when it is dropped.
pub(super) struct Transaction<'a> {
    database: Database,
    session: Session<'a>,
}

/// By which the server knows it.
enum Session<'a> {
    Own(Box<ClientSession>),
    /// The node's: see [`ClaimSession`].
    Claim(tokio::sync::MutexGuard<'a, ClaimSession>),
}

/// A node makes all its claims in one session, one after the other. A transaction of which the server has
/// not heard the end is given up there as soon as the next one begins; and others, who know the
/// session by the node's document, can end it when the node is dead.
pub(super) struct ClaimSession {
    session: ClientSession,
    /// A transaction was dropped before its end.
    is_open: bool,
}

impl ClaimSession {
    pub(super) fn new(session: ClientSession) -> Self {
        ClaimSession { session, is_open: false }
    }

    /// Gives up what was dropped before its end, and holds locks.
    pub(super) async fn end(&mut self) {
        if std::mem::replace(&mut self.is_open, false) {
            // Should it not arrive: the server ends it when the next one begins, or when the node is dead.
            let _ended = within(async { Ok(self.session.abort_transaction().await?) }).await;
        }
    }

    pub(super) fn id(&self) -> Document {
        self.session.id().clone()
    }
}

impl std::fmt::Debug for ClaimSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClaimSession").field("is_open", &self.is_open).finish_non_exhaustive()
    }
}

impl<'a> Transaction<'a> {
    pub(super) async fn begin(connection: &Connection) -> Result<Transaction<'a>, Fault> {
        let mut session = connection.client.start_session().await?;
        start(&mut session).await?;
        Ok(Transaction { database: connection.database.clone(), session: Session::Own(Box::new(session)) })
    }

    pub(super) async fn begin_in(
        connection: &Connection,
        mut claim: tokio::sync::MutexGuard<'a, ClaimSession>,
    ) -> Result<Transaction<'a>, Fault> {
        claim.end().await;
        claim.is_open = true;
        start(&mut claim.session).await?;
        Ok(Transaction { database: connection.database.clone(), session: Session::Claim(claim) })
    }

    fn session(&mut self) -> &mut ClientSession {
        match &mut self.session {
            Session::Own(session) => session,
            Session::Claim(claim) => &mut claim.session,
        }
    }

    async fn run(&mut self, command: Document) -> Result<Document, Fault> {
        let database = self.database.clone();
        within(async { Ok(database.run_command(command).session(self.session()).await?) }).await
    }

    /// Each with `q` and `u`: how many documents they have found.
    pub(super) async fn update(&mut self, collection: &str, updates: Vec<Document>) -> Result<u64, Fault> {
        self.write("update", "updates", collection, updates).await
    }

    pub(super) async fn insert(&mut self, collection: &str, documents: Vec<Document>) -> Result<u64, Fault> {
        self.write("insert", "documents", collection, documents).await
    }

    /// Each with `q` and `limit`: how many documents are gone.
    pub(super) async fn delete(&mut self, collection: &str, deletes: Vec<Document>) -> Result<u64, Fault> {
        self.write("delete", "deletes", collection, deletes).await
    }

    async fn write(
        &mut self,
        verb: &str,
        key: &str,
        collection: &str,
        statements: Vec<Document>,
    ) -> Result<u64, Fault> {
        let mut count = 0;
        for batch in batches(statements) {
            let reply = self.run(doc! {verb: collection, key: batch, "ordered": true}).await?;
            count += written(&reply)?;
        }
        Ok(count)
    }

    pub(super) async fn find(
        &mut self,
        collection: &str,
        filter: Document,
        fields: Document,
        index: &str,
    ) -> Result<Vec<RawDocumentBuf>, Fault> {
        let collection = self.database.collection::<RawDocumentBuf>(collection);
        let mut found = Vec::new();
        let find =
            collection.find(filter).projection(fields).batch_size(BATCH).hint(Hint::Name(index.to_owned()));
        let mut cursor = within(async { Ok(find.session(self.session()).await?) }).await?;
        while within(async { Ok(cursor.advance(self.session()).await?) }).await? {
            found.push(cursor.current().to_owned());
        }
        Ok(found)
    }

    pub(super) async fn give_up(self) {
        if let Session::Claim(mut claim) = self.session {
            claim.end().await;
        }
    }

    /// Keeps asking for as long as `patience` where there is no answer. To say it once more is safe: the
    /// server knows whether it has done it.
    pub(super) async fn commit(mut self, patience: Duration) -> Result<(), Fault> {
        let (began, mut pause) = (SystemClock.elapsed(), FIRST_PAUSE);
        let outcome = loop {
            let session = self.session();
            let fault = match within(async { Ok(session.commit_transaction().await) }).await {
                Ok(Ok(())) => break Ok(()),
                Ok(Err(error)) if is_known(&error) => break Err(error.into()),
                Ok(Err(error)) => error.into(),
                Err(fault) => fault,
            };
            if SystemClock.elapsed().saturating_sub(began) >= patience {
                break Err(fault.of_kind(FaultKind::Disconnected));
            }
            SystemClock.sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        };
        if let Session::Claim(claim) = &mut self.session {
            claim.is_open = false;
        }
        outcome
    }
}

async fn start(session: &mut ClientSession) -> Result<(), Fault> {
    let options =
        TransactionOptions::builder().read_concern(ReadConcern::snapshot()).write_concern(write_concern());
    let options = options.max_commit_time(super::connect::PATIENCE).build();
    within(async { Ok(session.start_transaction().with_options(options).await?) }).await
}

/// Whether it is certain that nothing was written.
fn is_known(error: &mongodb::error::Error) -> bool {
    if error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT) {
        return false;
    }
    error.contains_label(TRANSIENT_TRANSACTION_ERROR) || matches!(&*error.kind, ErrorKind::Command(_))
}

/// The reply of a command that writes.
pub(super) fn written(reply: &Document) -> Result<u64, Fault> {
    if let Some(Bson::Document(error)) = reply.get_array("writeErrors").ok().and_then(|errors| errors.first())
    {
        return Err(write_error(error));
    }
    if let Ok(error) = reply.get_document("writeConcernError") {
        return Err(write_error(error).of_kind(FaultKind::Disconnected));
    }
    Ok(match reply.get("n") {
        Some(Bson::Int32(count)) => u64::try_from(*count).unwrap_or_default(),
        Some(Bson::Int64(count)) => u64::try_from(*count).unwrap_or_default(),
        _ => 0,
    })
}

fn write_error(error: &Document) -> Fault {
    let code = error.get_i32("code").unwrap_or_default();
    let message = error.get_str("errmsg").unwrap_or("it does not say why");
    let fault = Fault::new(format!("MongoDB: error {code}: {message}"));
    match code {
        DUPLICATE_KEY => fault.of_kind(FaultKind::Duplicate),
        WRITE_CONFLICT => fault.of_kind(FaultKind::Conflict),
        _ => fault,
    }
}

const DUPLICATE_KEY: i32 = 11_000;
const WRITE_CONFLICT: i32 = 112;

/// How many documents come with one answer.
pub(super) const BATCH: u32 = 10_000;

pub(super) fn batches(statements: Vec<Document>) -> Vec<Vec<Document>> {
    let (mut batches, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
    for statement in statements {
        let size = size(&statement);
        if batch.len() == MOST_STATEMENTS || (bytes > 0 && bytes + size > MOST_BYTES) {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes += size;
        batch.push(statement);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

/// About how large it is.
fn size(document: &Document) -> usize {
    document.iter().map(|(key, member)| key.len() + size_of(member)).sum()
}

fn size_of(value: &Bson) -> usize {
    8 + match value {
        Bson::String(text) => text.len(),
        Bson::Document(document) => size(document),
        Bson::Array(values) => values.iter().map(size_of).sum(),
        _ => 16,
    }
}
