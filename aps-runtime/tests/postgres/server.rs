use std::process::Command;
use std::thread::{self, JoinHandle};

use test_servers::{Postgres, Server};

pub use aps_runtime::PostgresStore as Store;

pub fn shared() -> &'static Server {
    Postgres::shared()
}

pub fn start() -> Server {
    Postgres::new().start()
}

/// Somebody else has the table of jobs for themselves, for so many seconds.
pub fn keep_jobs_locked(url: &str, seconds: u32) -> JoinHandle<()> {
    let sql = format!("begin; lock table aps_jobs in access exclusive mode; select pg_sleep({seconds})");
    let mut command = Command::new("psql");
    command.args(["-XAtq", "--set=ON_ERROR_STOP=1", "--dbname", url, "--command", &sql]);
    thread::spawn(move || assert!(command.output().unwrap().status.success()))
}

/// What is told when the server has no connection left.
pub const FULL: &str = "too many connections for role \"aps\" (53300)";

/// As long as this is kept, nobody else is let in.
pub struct Full<'a>(&'a Server);

pub fn fill(server: &Server) -> Full<'_> {
    server.administer("alter role aps connection limit 0");
    Full(server)
}

impl Drop for Full<'_> {
    fn drop(&mut self) {
        self.0.administer("alter role aps connection limit -1");
    }
}
