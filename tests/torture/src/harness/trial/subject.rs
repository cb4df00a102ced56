use std::path::{Path, PathBuf};
use std::sync::Arc;

use test_servers::{MariaDb, Postgres, Proxy, Server};

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

    fn server(name: &'static str, server: Server) -> Self {
        let url = server.fresh_database();
        Subject::Server { name, server: Arc::new(server), url }
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
