//! How MongoDB is connected to: in time, encrypted, and only to a replica set.

use std::time::Duration;

use mongodb::bson::{Document, doc};
use mongodb::options::{ClientOptions, ReadConcern, SelectionCriteria, Tls, WriteConcern};
use mongodb::{Client, Database};

use super::fault::{Fault, FaultKind};
use super::options::invalid;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::race::{Winner, race};
use crate::store::StoreUrl;

/// How long the database may take for an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How long it may take to find a server that answers. Less, since the driver then says why there is none.
const FIRST_PATIENCE: Duration = Duration::from_secs(4);

/// Where jobs are, if the URL names no database.
const DATABASE: &str = "aps";

/// A database and the names of the collections in it.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) database: Database,
}

/// That the URL can be one of MongoDB's.
pub(super) fn check_url(url: &StoreUrl) -> Result<(), Error> {
    url.expect_scheme(&["mongodb", "mongodb+srv"])?;
    if url.hosts().is_empty() {
        return Err(invalid("the URL of the store has no host\n  = help: write `mongodb://localhost/aps`"));
    }
    // What the driver says of it may quote it.
    mongodb::options::ConnectionString::parse(url.expose()).map(drop).map_err(|_| {
        let note = "it is not shown, since it may hold a password";
        invalid(format!(
            "the MongoDB driver does not understand the URL of the store\n  \
             = help: look at its parameters: they are those of MongoDB's connection strings\n  = note: {note}"
        ))
    })
}

pub(super) async fn connect(url: &StoreUrl) -> Result<Connection, Fault> {
    let options = within(async { ClientOptions::parse(url.expose()).await.map_err(unread) }).await?;
    let client = Client::with_options(settled(options, url)).map_err(unread)?;
    let database = client.database(url.database().unwrap_or(DATABASE));
    let connection = Connection { client, database };
    connection.expect_replica_set().await?;
    Ok(connection)
}

/// The driver's own words may quote the URL; those about a name that is not found may not.
fn unread(error: mongodb::error::Error) -> Fault {
    match &*error.kind {
        mongodb::error::ErrorKind::DnsResolve { .. } | mongodb::error::ErrorKind::Io(_) => error.into(),
        mongodb::error::ErrorKind::InvalidTlsConfig { .. } => Fault::new(
            "MongoDB: the TLS settings cannot be used",
        )
        .help(
            "look at `tlsCAFile` and `tlsCertificateKeyFile` in the URL of the store: are the files there?",
        ),
        _ => Fault::new("the MongoDB driver does not understand the URL of the store"),
    }
}

/// What is not left to the URL: that writes are durable, reads are of the primary, and what goes
/// over a network is encrypted unless the URL says otherwise.
fn settled(mut options: ClientOptions, url: &StoreUrl) -> ClientOptions {
    options.app_name.get_or_insert_with(|| "aps".into());
    let soon = |time: Option<Duration>| Some(time.unwrap_or(FIRST_PATIENCE).min(FIRST_PATIENCE));
    options.server_selection_timeout = soon(options.server_selection_timeout);
    options.connect_timeout = soon(options.connect_timeout);
    options.write_concern = Some(write_concern());
    options.read_concern = Some(ReadConcern::majority());
    options.selection_criteria =
        Some(SelectionCriteria::ReadPreference(mongodb::options::ReadPreference::Primary));
    let is_said =
        url.parameters().any(|(key, _)| ["tls", "ssl"].iter().any(|tls| key.eq_ignore_ascii_case(tls)));
    if !is_said && !url.is_loopback() && options.tls.is_none() {
        options.tls = Some(Tls::Enabled(mongodb::options::TlsOptions::default()));
    }
    options
}

pub(super) fn write_concern() -> WriteConcern {
    let majority = WriteConcern::builder().w(mongodb::options::Acknowledgment::Majority);
    majority.journal(true).w_timeout(PATIENCE).build()
}

impl Connection {
    /// Writes to more than one document at once need one, and so does a change stream.
    async fn expect_replica_set(&self) -> Result<(), Fault> {
        let hello = self.run(doc! {"hello": 1}).await?;
        if hello.contains_key("setName") || hello.get_str("msg").is_ok_and(|message| message == "isdbgrid") {
            return Ok(());
        }
        Err(Fault::new("this MongoDB server is no member of a replica set, and so has no transactions")
            .help("start it with `--replSet rs0` and say once, in `mongosh`: `rs.initiate()`")
            .note("a replica set may have one member"))
    }

    /// A command outside of transactions.
    pub(super) async fn run(&self, command: Document) -> Result<Document, Fault> {
        within(async { Ok(self.database.run_command(command).await?) }).await
    }

    /// The same for one that takes its time.
    pub(super) async fn run_for_long(&self, command: Document, most: Duration) -> Result<Document, Fault> {
        within_time(most, async { Ok(self.database.run_command(command).await?) }).await
    }

    /// By the server's clock, to the millisecond.
    pub(super) async fn time(&self) -> Result<chrono::DateTime<chrono::Utc>, Fault> {
        let hello = self.run(doc! {"hello": 1}).await?;
        let millis = hello.get_datetime("localTime").ok().map(|time| time.timestamp_millis());
        let time = millis.and_then(chrono::DateTime::from_timestamp_millis);
        time.ok_or_else(|| Fault::new("MongoDB does not tell the time"))
    }
}

/// Not longer than the database may take.
pub(super) async fn within<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    within_time(PATIENCE, work).await
}

async fn within_time<T>(most: Duration, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    match race(work, SystemClock.sleep(most)).await {
        Winner::First(done) => done,
        Winner::Second(()) => {
            let fault = Fault::new(format!("MongoDB does not answer within {} seconds", most.as_secs()));
            Err(fault.of_kind(FaultKind::Disconnected))
        }
    }
}
