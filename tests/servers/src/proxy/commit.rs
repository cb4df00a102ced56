use super::{mongodb, mysql, postgres, redis};

/// What the clients of a server speak.
#[derive(Debug, Clone, Copy)]
pub(super) enum Protocol {
    Postgres,
    MySql,
    MongoDb,
    Redis,
}

impl Protocol {
    pub(super) fn of(url: &str) -> Self {
        match url.split(':').next() {
            Some("postgres" | "postgresql") => Protocol::Postgres,
            Some("mysql" | "mariadb") => Protocol::MySql,
            Some("mongodb") => Protocol::MongoDb,
            Some("redis" | "rediss") => Protocol::Redis,
            _ => {
                panic!("the proxy knows the protocols of postgres://, mysql://, mongodb:// and redis:// only")
            }
        }
    }
}

/// Watches what one client sends for COMMIT.
pub(super) enum Commits {
    Postgres(postgres::Client),
    MySql(mysql::Client),
    MongoDb(mongodb::Client),
    Redis(redis::Client),
}

impl Commits {
    pub(super) fn new(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Postgres => Commits::Postgres(postgres::Client::default()),
            Protocol::MySql => Commits::MySql(mysql::Client::default()),
            Protocol::MongoDb => Commits::MongoDb(mongodb::Client::default()),
            Protocol::Redis => Commits::Redis(redis::Client::default()),
        }
    }

    /// Whether a message ends in these bytes that commits.
    pub(super) fn seen_in(&mut self, bytes: &[u8]) -> bool {
        match self {
            Commits::Postgres(client) => client.commits(bytes),
            Commits::MySql(client) => client.commits(bytes),
            Commits::MongoDb(client) => client.commits(bytes),
            Commits::Redis(client) => client.commits(bytes),
        }
    }
}

/// Whether one of these statements is COMMIT.
pub(super) fn is_commit(sql: &[u8]) -> bool {
    sql.split(|byte| *byte == b';').any(|statement| statement.trim_ascii().eq_ignore_ascii_case(b"commit"))
}
