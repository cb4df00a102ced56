use test_servers::{Postgres, Server};

pub use aps_runtime::PostgresStore as Store;

pub fn shared() -> &'static Server {
    Postgres::shared()
}

pub fn start() -> Server {
    Postgres::new().start()
}
