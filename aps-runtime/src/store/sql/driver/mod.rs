//! How each of the databases is connected to, by sqlx.

#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
#[cfg(feature = "sqlite")]
pub(super) mod sqlite;

use std::time::Duration;

use super::database::{Named, Value};
use super::fault::{Fault, FaultKind};
use crate::clock::{Clock, SystemClock};
use crate::race::{Winner, race};

/// How long a database may take for a statement, and to be connected to. Servers are told to give up
/// sooner than that, so that mostly they say why.
const LIMIT: Duration = Duration::from_secs(6);
const PATIENCE: Duration = Duration::from_secs(5);
const LAST_LOOK: Duration = Duration::from_secs(1);

/// How many connections a pool keeps, for a server that lets nobody else in some day: one to work with while another
/// is still rolled back.
#[cfg(any(feature = "postgres", feature = "mysql"))]
const ALWAYS_OPEN: u32 = 2;

#[cfg(any(feature = "postgres", feature = "mysql"))]
const SERVER_IS_FULL: &str = "let the server take more connections, or have others give theirs back: each node has up to `max_connections`, and two more";

#[cfg(any(feature = "postgres", feature = "mysql"))]
const ALL_IN_USE: &str = "let it have more: `max_connections`; or ask it for less at the same time";

/// Waits for an answer, but not for ever.
async fn bounded<T>(answer: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    match race(answer, SystemClock.sleep(LIMIT)).await {
        Winner::First(answer) => answer,
        Winner::Second(()) => {
            let message = format!("the database has not answered for {} seconds", LIMIT.as_secs());
            Err(Fault::new(message).of_kind(FaultKind::Disconnected))
        }
    }
}

/// What is to be had of a pool; or why it is not. If that has no connection left, `help` says what to do.
async fn acquired<T, O: sqlx::ConnectOptions<Connection: Sized>>(
    from_pool: impl Future<Output = Result<T, sqlx::Error>>,
    options: &O,
    fault: fn(sqlx::Error) -> Fault,
    help: &'static str,
) -> Result<T, Fault> {
    match bounded(async { Ok(from_pool.await) }).await? {
        Err(sqlx::Error::PoolTimedOut) => Err(Box::pin(none_left(options, fault, help)).await),
        acquired => acquired.map_err(fault),
    }
}

/// A pool tries again when the server lets nobody in, and does not tell why. Who comes by themselves is told.
async fn none_left<O: sqlx::ConnectOptions<Connection: Sized>>(
    options: &O,
    fault: fn(sqlx::Error) -> Fault,
    help: &'static str,
) -> Fault {
    match race(options.connect(), SystemClock.sleep(LAST_LOOK)).await {
        Winner::First(Err(error)) => fault(error),
        Winner::First(Ok(_)) => Fault::new("all connections of the job store are in use").help(help),
        Winner::Second(()) => other(&sqlx::Error::PoolTimedOut),
    }
}

/// The value by this name.
fn named<'a>(name: &str, values: &[Named<'a>]) -> Result<Value<'a>, Fault> {
    let found = values.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value).ok_or_else(|| Fault::new(format!("no value is given for `:{name}`")))
}

const NOT_ENCRYPTED: &str = "the connection to the database cannot be encrypted as it should be";

/// Of what is not the database's own: without what the driver may quote.
fn other(error: &sqlx::Error) -> Fault {
    let (message, kind) = match error {
        sqlx::Error::PoolTimedOut => ("the database cannot be reached in time", FaultKind::Refused),
        sqlx::Error::PoolClosed => ("the connection to the database is closed", FaultKind::Disconnected),
        // So rustls tells of certificates.
        sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            return Fault::new(NOT_ENCRYPTED)
                .help(
                    "let the URL name the host as its certificate does, and the authority that has signed it",
                )
                .of_kind(FaultKind::Disconnected);
        }
        sqlx::Error::Io(error) => {
            let message = format!("the database cannot be reached: {}", error.kind());
            return Fault::new(message).of_kind(FaultKind::Disconnected);
        }
        sqlx::Error::Tls(_) => (NOT_ENCRYPTED, FaultKind::Disconnected),
        sqlx::Error::WorkerCrashed => {
            ("the thread that serves the database has died", FaultKind::Disconnected)
        }
        sqlx::Error::Protocol(_) => ("the database does not answer as it should", FaultKind::Disconnected),
        _ => ("the database answers what makes no sense", FaultKind::Refused),
    };
    Fault::new(message).of_kind(kind)
}

/// What is done alike with each of sqlx's databases: `$fault` says what its errors mean, `$number` are the
/// types of its numbers, and transactions end with the words `$commit` and `$rollback`.
macro_rules! session {
    (
        $database:ty, $arguments:ty, $row:ty, $fault:path,
        numbers: [$($number:literal => $integer:ty),+], ends: [$commit:expr, $rollback:expr],
        all_in_use: $all_in_use:expr
    ) => {
        /// A connection of a pool, as long as it is in use.
        struct Held {
            /// Taken out when this is dropped.
            connection: Option<sqlx::pool::PoolConnection<$database>>,
            in_transaction: bool,
            /// It waits for an answer. If that is given up, nobody knows what comes next.
            is_waiting: bool,
            runtime: tokio::runtime::Handle,
        }

        impl Held {
            /// In a transaction, if it is said how that begins.
            async fn of(
                pool: &sqlx::Pool<$database>,
                begin: Option<&'static str>,
            ) -> Result<Box<dyn $crate::store::sql::database::Session>, Fault> {
                let options = pool.connect_options();
                let connection = $crate::store::sql::driver::acquired(pool.acquire(), &*options, $fault, $all_in_use).await?;
                let (runtime, in_transaction) = (tokio::runtime::Handle::current(), begin.is_some());
                let mut held = Held { connection: Some(connection), in_transaction: false, is_waiting: false, runtime };
                if let Some(begin) = begin {
                    held.say(sqlx::raw_sql(begin)).await?;
                }
                held.in_transaction = in_transaction;
                Ok(Box::new(held))
            }

            async fn say(&mut self, sql: sqlx::RawSql) -> Result<(), Fault> {
                let connection = self.ask()?;
                let answer = bounded(async { sql.execute(connection).await.map_err($fault) }).await;
                self.answered(answer.map(drop))
            }

            async fn end(mut self: Box<Self>, words: &'static str) -> Result<(), Fault> {
                if self.in_transaction {
                    self.say(sqlx::raw_sql(words)).await?;
                    self.in_transaction = false;
                }
                Ok(())
            }

            fn ask(&mut self) -> Result<&mut <$database as sqlx::Database>::Connection, Fault> {
                self.is_waiting = true;
                self.connection.as_deref_mut().ok_or_else(|| Fault::new("the connection is closed"))
            }

            fn answered<T>(&mut self, answer: Result<T, Fault>) -> Result<T, Fault> {
                let is_gone = |fault: &Fault| fault.kind() == $crate::store::sql::fault::FaultKind::Disconnected;
                self.is_waiting = answer.as_ref().is_err_and(is_gone);
                answer
            }
        }

        impl $crate::store::sql::database::Session for Held {
            fn rows<'a>(&'a mut self, statement: &'a Statement, values: &'a [Named<'a>]) -> Answer<'a, Vec<Row>> {
                Box::pin(async move {
                    let query = query(statement, values)?;
                    let connection = self.ask()?;
                    let answer = bounded(async { query.fetch_all(connection).await.map_err($fault) }).await;
                    let rows = self.answered(answer)?;
                    rows.iter().map(row).collect::<Result<_, _>>().map_err($fault)
                })
            }

            fn execute<'a>(&'a mut self, statement: &'a Statement, values: &'a [Named<'a>]) -> Answer<'a, u64> {
                Box::pin(async move {
                    let query = query(statement, values)?;
                    let connection = self.ask()?;
                    let answer = bounded(async { query.execute(connection).await.map_err($fault) }).await;
                    Ok(self.answered(answer)?.rows_affected())
                })
            }

            fn script<'a>(&'a mut self, script: &'a Statement) -> Answer<'a, ()> {
                Box::pin(self.say(sqlx::raw_sql(sqlx::AssertSqlSafe(script.sql().clone()))))
            }

            fn commit(self: Box<Self>) -> Answer<'static, ()> {
                Box::pin(self.end($commit))
            }

            fn rollback(self: Box<Self>) -> Answer<'static, ()> {
                Box::pin(self.end($rollback))
            }
        }

        /// What was not committed is taken back, which nobody waits for.
        impl Drop for Held {
            fn drop(&mut self) {
                let Some(mut connection) = self.connection.take() else { return };
                // sqlx gives it back in a task.
                let runtime = self.runtime.enter();
                if self.is_waiting {
                    connection.close_on_drop();
                } else if self.in_transaction {
                    self.runtime.spawn(async move {
                        let rollback = sqlx::raw_sql($rollback).execute(&mut *connection);
                        if bounded(async { rollback.await.map_err($fault) }).await.is_err() {
                            connection.close_on_drop();
                        }
                    });
                    return;
                }
                drop(connection);
                drop(runtime);
            }
        }

        /// A statement with its values.
        fn query(
            statement: &Statement,
            values: &[Named<'_>],
        ) -> Result<sqlx::query::Query<'static, $database, $arguments>, Fault> {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(statement.sql().clone()));
            for name in &statement.values {
                query = match $crate::store::sql::driver::named(name, values)? {
                    $crate::store::sql::database::Value::Number(number) => query.bind(number),
                    $crate::store::sql::database::Value::Text(text) => query.bind(text.to_owned()),
                };
            }
            Ok(query)
        }

        fn row(row: &$row) -> Result<Row, sqlx::Error> {
            use sqlx::{Row as _, TypeInfo as _, ValueRef as _};
            use $crate::store::sql::database::Cell;

            let mut cells = Vec::with_capacity(row.len());
            for index in 0..row.len() {
                let value = row.try_get_raw(index)?;
                let kind = value.type_info();
                cells.push(match kind.name() {
                    _ if value.is_null() => Cell::Null,
                    $($number => Cell::Number(row.try_get::<$integer, _>(index)?.into()),)+
                    _ => Cell::Text(row.try_get(index)?),
                });
            }
            Ok(Row(cells))
        }
    };
}
use session;
