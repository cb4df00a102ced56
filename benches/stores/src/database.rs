//! The database from outside: what is in it, and what it has done.

mod mongodb;
mod redis;
mod sql;

use std::time::Duration;

use crate::node::Node;

/// What was done since the database was started, as far as it counts that. SQLite has no process, and
/// nobody counts its statements and syncs; Redis does not count syncs.
#[derive(Clone, Copy)]
pub struct Work {
    /// With Redis also those within scripts.
    pub statements: Option<i64>,
    /// Of write-ahead log; with SQLite of whatever the schedulers have written.
    pub bytes: i64,
    /// Of the log; with MariaDB all that InnoDB has made, those of its tables too.
    pub syncs: Option<i64>,
    /// Processor time of the server, if it is one process.
    pub cpu: Option<Duration>,
}

pub enum Database {
    Sql(sql::Sql),
    Redis(redis::Redis),
    MongoDb(mongodb::MongoDb),
}

impl Database {
    pub async fn connect(url: &str) -> Database {
        match url.split(':').next() {
            Some("redis") => Database::Redis(redis::Redis::connect(url).await),
            Some("mongodb") => Database::MongoDb(mongodb::MongoDb::connect(url).await),
            _ => Database::Sql(sql::Sql::connect(url)),
        }
    }

    /// What [`peers::recorded`](crate::peers::recorded) says, in words of this database.
    pub async fn number(&self, query: &'static str) -> i64 {
        match self {
            Database::Sql(sql) => sql.number(query).await,
            Database::Redis(redis) => redis.members(query).await,
            Database::MongoDb(mongodb) => mongodb.executed(query).await,
        }
    }

    pub async fn work(&self, nodes: &[Node]) -> Work {
        match self {
            Database::Sql(sql) => sql.work(nodes).await,
            Database::Redis(redis) => redis.work().await,
            Database::MongoDb(mongodb) => mongodb.work().await,
        }
    }

    /// How many bytes all takes: of memory in Redis, of files elsewhere.
    pub async fn size(&self) -> i64 {
        match self {
            Database::Sql(sql) => sql.size().await,
            Database::Redis(redis) => redis.size().await,
            Database::MongoDb(mongodb) => mongodb.size().await,
        }
    }
}
