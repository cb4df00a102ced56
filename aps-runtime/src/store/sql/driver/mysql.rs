use sqlx::Executor as _;
use sqlx::mysql::{
    MySql, MySqlArguments, MySqlConnectOptions, MySqlDatabaseError, MySqlPool, MySqlPoolOptions, MySqlRow,
};

use super::{ALL_IN_USE, ALWAYS_OPEN, PATIENCE, SERVER_IS_FULL, acquired, bounded, other, session};
use crate::job::BoxFuture;
use crate::store::sql::database::{Answer, Connections, Database, Named, Row, Session};
use crate::store::sql::dialect::{Dialect, MYSQL};
use crate::store::sql::fault::{Fault, FaultKind};
use crate::store::sql::statement::Statement;

session!(
    MySql, MySqlArguments, MySqlRow, fault,
    numbers: ["BIGINT" => i64, "INT" => i64, "SMALLINT" => i64, "TINYINT" => i64],
    ends: ["commit; set wait_timeout = default", "rollback; set wait_timeout = default"],
    all_in_use: ALL_IN_USE
);

/// Who dies or is stopped in the middle of a transaction holds up nobody for longer than that. Connections
/// that do nothing otherwise may be as old as the server likes.
const BEGIN: &str = "set wait_timeout = 5; start transaction";

/// Said on each connection. Without `semijoin`, rows are looked for in the order in which they are asked
/// for, so that only these are locked. Who waits for a whole table, which somebody else has locked, gives up as who
/// waits for a row does: else the server would keep a connection for each time that it was tried.
const SETTINGS: &str = "
    set session transaction isolation level read committed;
    set sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', autocommit = 1, innodb_lock_wait_timeout = 5,
        lock_wait_timeout = 5, optimizer_switch = 'semijoin=off'";

/// A server.
#[derive(Clone)]
pub(in crate::store::sql) struct Server {
    pub(in crate::store::sql) options: MySqlConnectOptions,
    /// For people.
    pub(in crate::store::sql) shown: String,
    pub(in crate::store::sql) max_connections: u32,
}

/// Without the options, which have the password.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Server { shown, max_connections, .. } = self;
        let mut server = f.debug_struct("Server");
        server.field("url", shown).field("max_connections", max_connections).finish_non_exhaustive()
    }
}

impl Database for Server {
    fn dialect(&self) -> &'static Dialect {
        &MYSQL
    }

    fn connect(&self) -> Answer<'_, Box<dyn Connections>> {
        Box::pin(async move {
            let pool = Server::pool(self.max_connections).min_connections(ALWAYS_OPEN);
            let pool = self.open(pool).await?;
            let lease = Server::pool(1).idle_timeout(None).max_lifetime(None);
            let lease = self.open(lease).await?;
            Ok(Box::new(Open { pool, lease }) as Box<_>)
        })
    }
}

impl Server {
    fn pool(most: u32) -> MySqlPoolOptions {
        let pool = MySqlPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        pool.test_before_acquire(false).after_connect(|connection, _| {
            Box::pin(async move { connection.execute(sqlx::raw_sql(SETTINGS)).await.map(drop) })
        })
    }

    async fn open(&self, pool: MySqlPoolOptions) -> Result<MySqlPool, Fault> {
        acquired(Box::pin(pool.connect_with(self.options.clone())), &self.options, fault, ALL_IN_USE).await
    }
}

#[derive(Debug)]
struct Open {
    pool: MySqlPool,
    /// Of one connection.
    lease: MySqlPool,
}

impl Connections for Open {
    fn read(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.pool, None))
    }

    fn begin(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.pool, Some(BEGIN)))
    }

    fn of_lease(&self) -> Answer<'_, Box<dyn Session>> {
        Box::pin(Held::of(&self.lease, None))
    }

    /// There are no hints: it is polled.
    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// What the numbers of MySQL and MariaDB stand for.
fn fault(error: sqlx::Error) -> Fault {
    let sqlx::Error::Database(error) = error else { return other(&error) };
    let number = error.try_downcast_ref().map_or(0, MySqlDatabaseError::number);
    let fault = Fault::new(format!("the database says: {} ({number})", error.message()));
    match number {
        // Its own words name the user.
        1045 => Fault::new("the database does not let this user in (1045)")
            .help("look at the user and the password in the URL, and from where the user may come"),
        1062 => fault.of_kind(FaultKind::Duplicate),
        1205 | 1213 | 1020 | 3572 => fault.of_kind(FaultKind::Conflict),
        1044 | 1142 | 1143 | 1227 | 1370 => fault
            .help("let the user read and write the tables, and create them or run `migrations()` as another"),
        1040 | 1203 | 1226 => fault.help(SERVER_IS_FULL),
        1049 => fault.help("create the database first"),
        1290 | 1792 | 1836 => fault.help("name the primary server: this one cannot be written"),
        1665 => fault.help("set `binlog_format` of the server to `ROW` or `MIXED`"),
        1053 | 1077 | 1079 | 1152 | 1158..=1161 | 1317 | 1927 | 4031 => {
            fault.of_kind(FaultKind::Disconnected)
        }
        _ => fault,
    }
}
