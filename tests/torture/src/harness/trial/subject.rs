use std::path::{Path, PathBuf};
use std::sync::Arc;

use test_servers::{MariaDb, MongoDb, Postgres, Proxy, Redis, Server};

/// The store that is tried.
#[derive(Debug)]
pub enum Subject {
    /// A file of SQLite's.
    Sqlite(PathBuf),
    /// A database of a server that is this trial's own.
    Server {
        /// For people.
        name: &'static str,
        /// The server.
        server: Arc<Server>,
        /// The database.
        url: String,
        /// Whether it may forget what it was told last, and says so.
        may_forget: bool,
    },
}

impl Subject {
    /// A file that is not there yet.
    pub fn sqlite(directory: &Path) -> Self {
        Subject::Sqlite(directory.join("jobs.db"))
    }

    /// A server of PostgreSQL. It is killed, and the machine goes on: what was written need not be on the
    /// disk, and a disk that is slow is no fault of a store's.
    pub fn postgres() -> Self {
        Subject::server("postgres", Postgres::new().without_fsync().start())
    }

    /// A server of MariaDB, likewise.
    pub fn mariadb() -> Self {
        Subject::server("mariadb", MariaDb::new().without_fsync().start())
    }

    /// A server of Redis that writes everything to its file before it answers.
    pub fn redis_always() -> Self {
        Subject::server("redis, always", Redis::new().start())
    }

    /// A server of Redis that makes sure of what it has written each second. It is killed, and loses its power.
    pub fn redis_everysec() -> Self {
        let redis = Redis::new().every_second().setting("auto-aof-rewrite-percentage", "0");
        Subject::of("redis, everysec", redis.start(), true)
    }

    /// A server of MongoDB.
    pub fn mongodb() -> Self {
        Subject::server("mongodb", MongoDb::new().start())
    }

    fn server(name: &'static str, server: Server) -> Self {
        Subject::of(name, server, false)
    }

    fn of(name: &'static str, server: Server, may_forget: bool) -> Self {
        let url = server.fresh_database();
        Subject::Server { name, server: Arc::new(server), url, may_forget }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Subject::Sqlite(_) => "sqlite",
            Subject::Server { name, .. } => name,
        }
    }

    pub(super) fn url(&self) -> String {
        match self {
            Subject::Sqlite(path) => format!("sqlite:///{}", path.display()),
            Subject::Server { url, .. } => url.clone(),
        }
    }

    /// Who uses one file is on one machine.
    pub(super) fn notices_deaths(&self) -> bool {
        matches!(self, Subject::Sqlite(_))
    }

    pub(super) fn may_forget(&self) -> bool {
        matches!(self, Subject::Server { may_forget: true, .. })
    }

    /// What an administrator is told to do before the server is started after a crash.
    pub(super) fn mend(&self) -> fn(&Server) {
        match self {
            Subject::Server { name, .. } if name.starts_with("redis") => Redis::mend,
            _ => |_| {},
        }
    }

    /// A way to it that can be cut.
    pub(super) fn proxy(&self) -> Option<Proxy> {
        match self {
            Subject::Sqlite(_) => None,
            Subject::Server { url, .. } => Some(Proxy::before(url)),
        }
    }

    pub(super) fn as_server(&self) -> Option<&Arc<Server>> {
        match self {
            Subject::Sqlite(_) => None,
            Subject::Server { server, .. } => Some(server),
        }
    }
}
