//! SQLite, PostgreSQL and MariaDB.

use sqlx::AnyPool;
use sqlx::any::install_default_drivers;

use super::Work;
use crate::node::Node;
use crate::process;

macro_rules! status {
    ($name:literal) => {
        concat!(
            "select cast(variable_value as signed) from information_schema.global_status where variable_name = '",
            $name,
            "'"
        )
    };
}

pub struct Sql {
    pool: AnyPool,
    scheme: String,
}

impl Sql {
    pub fn connect(url: &str) -> Sql {
        install_default_drivers();
        let pool = AnyPool::connect_lazy(url).expect("a URL");
        Sql { pool, scheme: url.split(':').next().expect("a scheme").to_owned() }
    }

    pub async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.pool).await.expect("a number")
    }

    pub async fn work(&self, nodes: &[Node]) -> Work {
        match self.scheme.as_str() {
            "sqlite" => {
                let bytes = nodes.iter().map(|node| process::written(node.id())).sum();
                Work { statements: None, bytes, syncs: None, cpu: None }
            }
            "postgres" => Work {
                statements: Some(self.number("select sum(calls)::bigint from pg_stat_statements").await),
                bytes: self.number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint").await,
                syncs: Some(self.number("select wal_sync from pg_stat_wal").await),
                cpu: None,
            },
            _ => Work {
                statements: Some(self.number(status!("QUESTIONS")).await),
                bytes: self.number(status!("INNODB_OS_LOG_WRITTEN")).await,
                syncs: Some(self.number(status!("INNODB_DATA_FSYNCS")).await),
                cpu: None,
            },
        }
    }

    pub async fn size(&self) -> i64 {
        self.number(match self.scheme.as_str() {
            "sqlite" => "select page_count * page_size from pragma_page_count(), pragma_page_size()",
            "postgres" => "select pg_database_size(current_database())",
            _ => {
                "select cast(sum(file_size) as signed) from information_schema.innodb_sys_tablespaces where name like 'bench/%'"
            }
        })
        .await
    }
}
