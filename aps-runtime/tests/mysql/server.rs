use test_servers::{MariaDb, Server};

pub use aps_runtime::MySqlStore as Store;

pub fn shared() -> &'static Server {
    MariaDb::shared()
}

pub fn start() -> Server {
    MariaDb::new().start()
}
