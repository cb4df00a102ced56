use std::sync::Arc;

use sqlx::Executor as _;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgListener, PgPool, PgPoolOptions, PgRow, Postgres};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::{ALL_IN_USE, ALWAYS_OPEN, PATIENCE, SERVER_IS_FULL, acquired, bounded, other, session};
use crate::clock::{Clock, SystemClock};
use crate::job::BoxFuture;
use crate::store::sql::database::{Answer, Connections, Database, Named, Row, Session};
use crate::store::sql::dialect::{Dialect, POSTGRES};
use crate::store::sql::fault::{Fault, FaultKind};
use crate::store::sql::statement::{Place, Statement};

session!(
    Postgres, PgArguments, PgRow, fault,
    numbers: ["INT8" => i64, "INT4" => i32], ends: ["commit", "rollback"],
    all_in_use: ALL_IN_USE
);

/// Said on each connection. Who dies or is stopped in the middle of a transaction holds up nobody for
/// longer than that; and what was committed is on the disk. Each statement finds its rows by an index: the planner
/// is not to think otherwise while tables are new and it knows nothing of them.
const SETTINGS: &str = "
    set statement_timeout = '5s';
    set lock_timeout = '5s';
    set idle_in_transaction_session_timeout = '5s';
    set default_transaction_isolation = 'read committed';
    set enable_seqscan = off;
    set enable_bitmapscan = off;
    set enable_hashjoin = off;
    set enable_mergejoin = off;
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

/// A server.
#[derive(Clone)]
pub(in crate::store::sql) struct Server {
    pub(in crate::store::sql) options: PgConnectOptions,
    /// For people.
    pub(in crate::store::sql) shown: String,
    pub(in crate::store::sql) max_connections: u32,
    pub(in crate::store::sql) has_hints: bool,
    /// Where it is told that there is something new.
    pub(in crate::store::sql) channel: String,
}

/// Without the options, which have the password.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Server { shown, max_connections, has_hints, .. } = self;
        let mut server = f.debug_struct("Server");
        server.field("url", shown).field("max_connections", max_connections).field("has_hints", has_hints);
        server.finish_non_exhaustive()
    }
}

impl Database for Server {
    fn dialect(&self) -> &'static Dialect {
        &POSTGRES
    }

    fn tell_place(&mut self, place: &Place) {
        let schema = place.schema.iter().map(|schema| format!("{schema}."));
        self.channel = schema.chain([place.prefix.clone()]).collect();
    }

    fn connect(&self) -> Answer<'_, Box<dyn Connections>> {
        Box::pin(async move {
            // One more, to listen.
            let pool = Server::pool(self.max_connections + 1).min_connections(ALWAYS_OPEN);
            let pool = self.open(pool).await?;
            let lease = self.open(Server::pool(1).idle_timeout(None).max_lifetime(None)).await?;
            let news = Arc::new(Notify::new());
            let listening = self.has_hints.then(|| {
                let listening = listen(pool.clone(), self.channel.clone(), news.clone());
                Listening(tokio::spawn(listening).abort_handle())
            });
            let channel = self.channel.clone();
            let has_hints = self.has_hints;
            Ok(Box::new(Open { pool, lease, news, channel, has_hints, _listening: listening }) as Box<_>)
        })
    }
}

impl Server {
    fn pool(most: u32) -> PgPoolOptions {
        let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        pool.test_before_acquire(false).after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SETTINGS).await.map(drop) })
        })
    }

    async fn open(&self, pool: PgPoolOptions) -> Result<PgPool, Fault> {
        acquired(Box::pin(pool.connect_with(self.options.clone())), &self.options, fault, ALL_IN_USE).await
    }
}

#[derive(Debug)]
struct Open {
    pool: PgPool,
    /// Of one connection.
    lease: PgPool,
    news: Arc<Notify>,
    channel: String,
    has_hints: bool,
    _listening: Option<Listening>,
}

/// A task that ends with this.
#[derive(Debug)]
struct Listening(AbortHandle);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Connections for Open {
    fn read(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.pool, None))
    }

    fn begin(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.pool, Some("begin")))
    }

    fn of_lease(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.lease, None))
    }

    fn channel(&self) -> Option<&str> {
        self.has_hints.then_some(&self.channel)
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.news.notified())
    }
}

/// Where it cannot be listened, as behind a proxy that lends connections for a transaction only, the
/// polls do.
async fn listen(pool: PgPool, channel: String, news: Arc<Notify>) {
    loop {
        if let Err(error) = hear(&pool, &channel, &news).await {
            tracing::debug!(error = %fault(error), "cannot listen for news of jobs: tried again, and until then it is polled");
        }
        SystemClock.sleep(PATIENCE).await;
        news.notify_one();
    }
}

async fn hear(pool: &PgPool, channel: &str, news: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(channel).await?;
    loop {
        // Without a notification the connection was lost, and perhaps some with it.
        let _ = listener.try_recv().await?;
        news.notify_one();
    }
}

/// What PostgreSQL's codes stand for.
fn fault(error: sqlx::Error) -> Fault {
    let sqlx::Error::Database(error) = error else { return other(&error) };
    let code = error.code().unwrap_or_default();
    let fault = Fault::new(format!("the database says: {} ({code})", error.message()));
    match &*code {
        "23505" => fault.of_kind(FaultKind::Duplicate),
        "40001" | "40P01" | "55P03" | "57014" => fault.of_kind(FaultKind::Conflict),
        "42501" => fault
            .help("let the user read and write the tables, and create them or run `migrations()` as another"),
        "53300" => fault.help(SERVER_IS_FULL),
        "3F000" => fault.help("create the schema first"),
        "25006" => fault.help("name the primary server: this one cannot be written"),
        _ if code.starts_with("08") || code.starts_with("57P") => fault.of_kind(FaultKind::Disconnected),
        _ => fault,
    }
}
