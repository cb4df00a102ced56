use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::sqlite::{
    Sqlite, SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{Executor as _, Row as _};

use super::{PATIENCE, bounded, other, session};
use crate::clock::{Clock, SystemClock};
use crate::job::BoxFuture;
use crate::store::sql::database::{Answer, Connections, Database, Named, Row, Session};
use crate::store::sql::dialect::{Dialect, SQLITE};
use crate::store::sql::fault::{Fault, FaultKind};
use crate::store::sql::sqlite::{Synchronous, prepare};
use crate::store::sql::statement::Statement;

session!(
    Sqlite, SqliteArguments, SqliteRow, fault,
    numbers: ["INTEGER" => i64], ends: ["commit", "rollback"],
    all_in_use: ALL_IN_USE
);

const ALL_IN_USE: &str = "ask it for less at the same time: those who write to a file wait for each other";

/// How many rows sqlx's thread may be ahead of who reads them: else both wait for each other, time and again.
const ROWS_AHEAD: usize = 2048;

/// How often it is looked for what others have written.
const LOOK: Duration = Duration::from_millis(100);

/// A file.
#[derive(Debug, Clone)]
pub(in crate::store::sql) struct File {
    pub(in crate::store::sql) path: PathBuf,
    pub(in crate::store::sql) synchronous: Synchronous,
    pub(in crate::store::sql) may_be_created: bool,
    pub(in crate::store::sql) has_hints: bool,
}

impl Database for File {
    fn dialect(&self) -> &'static Dialect {
        &SQLITE
    }

    fn file(&self) -> Option<&Path> {
        Some(&self.path)
    }

    fn connect(&self) -> Answer<'_, Box<dyn Connections>> {
        Box::pin(async move {
            prepare(self)?;
            let options = SqliteConnectOptions::new()
                .filename(&self.path)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(match self.synchronous {
                    Synchronous::Full => SqliteSynchronous::Full,
                    Synchronous::Normal => SqliteSynchronous::Normal,
                })
                // SQLite lets writers through in no order.
                .busy_timeout(PATIENCE)
                .row_buffer_size(ROWS_AHEAD)
                .pragma("trusted_schema", "off");
            let writer = pool(1).connect_with(options.clone()).await.map_err(fault)?;
            let readers = pool(2).connect_lazy_with(options);
            Ok(Box::new(Open { writer, readers, has_hints: self.has_hints, seen: AtomicI64::new(0) })
                as Box<_>)
        })
    }
}

fn pool(most: u32) -> SqlitePoolOptions {
    let pool = SqlitePoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
    pool.idle_timeout(None).max_lifetime(None).test_before_acquire(false)
}

#[derive(Debug)]
struct Open {
    /// Of one connection.
    writer: SqlitePool,
    readers: SqlitePool,
    has_hints: bool,
    /// By which the writer's connection tells what others have written.
    seen: AtomicI64,
}

impl Connections for Open {
    fn read(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.readers, None))
    }

    fn begin(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.writer, Some("begin immediate")))
    }

    /// It is the turn of those that write, in which the lease waits no longer than others.
    fn of_lease(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.writer, None))
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            if !self.has_hints {
                return std::future::pending().await;
            }
            loop {
                SystemClock.sleep(LOOK).await;
                if self.has_changed().await.is_ok_and(|changed| changed) {
                    return;
                }
            }
        })
    }
}

impl Open {
    /// Whether another connection than the writer's has written since this was last asked.
    async fn has_changed(&self) -> Result<bool, sqlx::Error> {
        let row = self.writer.fetch_one("pragma data_version").await?;
        let version: i64 = row.try_get(0)?;
        Ok(self.seen.swap(version, Ordering::Relaxed) != version)
    }
}

/// What SQLite's codes stand for.
fn fault(error: sqlx::Error) -> Fault {
    let sqlx::Error::Database(error) = error else { return other(&error) };
    let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
    let fault = Fault::new(format!("the database says: {}", error.message()));
    match code & 0xff {
        5 | 6 => fault
            .help("another process has kept the database locked for too long")
            .of_kind(FaultKind::Conflict),
        8 => fault.help("let this program write to the file, and create files in its folder"),
        10 => fault.note("the file could not be read or written"),
        11 => fault.help("restore the file from a backup, or let `sqlite3 … .recover` save what is left"),
        13 => fault.help("make room on the disk: until then no job is started"),
        14 => fault.help("create the folder of the file, and let this program create files in it"),
        19 => fault.of_kind(FaultKind::Duplicate),
        26 => fault.help("name a file that SQLite has written, or none that exists"),
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pool_without_a_connection_to_give_says_so() {
        let given = async { Err::<(), _>(sqlx::Error::PoolTimedOut) };
        let fault =
            super::super::acquired(given, &SqliteConnectOptions::new(), fault, ALL_IN_USE).await.unwrap_err();
        let told = fault.to_string();
        assert!(told.starts_with("all connections of the job store are in use"), "{told}");
        assert!(told.contains(&format!("help: {ALL_IN_USE}")), "{told}");
    }
}
