//! The database from outside: what is in it, and what it has done.

use sqlx::AnyPool;
use sqlx::any::install_default_drivers;

use crate::node::Node;
use crate::process;

/// What was done since the database was started. Of SQLite, which has no process, nobody counts
/// statements and syncs.
#[derive(Clone, Copy)]
pub struct Work {
    pub statements: Option<i64>,
    /// Of write-ahead log; with SQLite of whatever the schedulers have written.
    pub bytes: i64,
    /// Of the log; with MariaDB all that InnoDB has made, those of its tables too.
    pub syncs: Option<i64>,
}

macro_rules! status {
    ($name:literal) => {
        concat!(
            "select cast(variable_value as signed) from information_schema.global_status where variable_name = '",
            $name,
            "'"
        )
    };
}

pub struct Database {
    pool: AnyPool,
    scheme: String,
}

impl Database {
    pub fn connect(url: &str) -> Database {
        install_default_drivers();
        let pool = AnyPool::connect_lazy(url).expect("a URL");
        Database { pool, scheme: url.split(':').next().expect("a scheme").to_owned() }
    }

    pub async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.pool).await.expect("a number")
    }

    pub async fn work(&self, nodes: &[Node]) -> Work {
        match self.scheme.as_str() {
            "sqlite" => {
                let bytes = nodes.iter().map(|node| process::written(node.id())).sum();
                Work { statements: None, bytes, syncs: None }
            }
            "postgres" => Work {
                statements: Some(self.number("select sum(calls)::bigint from pg_stat_statements").await),
                bytes: self.number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint").await,
                syncs: Some(self.number("select wal_sync from pg_stat_wal").await),
            },
            _ => Work {
                statements: Some(self.number(status!("QUESTIONS")).await),
                bytes: self.number(status!("INNODB_OS_LOG_WRITTEN")).await,
                syncs: Some(self.number(status!("INNODB_DATA_FSYNCS")).await),
            },
        }
    }
}
