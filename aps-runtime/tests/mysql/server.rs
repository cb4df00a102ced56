use std::io::Read;
use std::net::TcpStream;
use std::thread::{self, JoinHandle};

use test_servers::{MariaDb, Server};

pub use aps_runtime::MySqlStore as Store;

pub fn shared() -> &'static Server {
    MariaDb::shared()
}

pub fn start() -> Server {
    MariaDb::new().start()
}

/// Somebody else has the table of jobs for themselves, for so many seconds.
pub fn keep_jobs_locked(url: &str, seconds: u32) -> JoinHandle<()> {
    let (_, database) = url.rsplit_once('/').unwrap();
    let sql = format!("use {database}; lock tables aps_jobs write; do sleep({seconds})");
    thread::spawn(move || drop(shared().administer(&sql)))
}

/// What is told when the server has no connection left.
pub const FULL: &str = "Too many connections (1040)";

/// Others, who come and say nothing. As long as this is kept, nobody else is let in.
pub struct Full(#[expect(dead_code, reason = "kept open")] Vec<TcpStream>);

pub fn fill(server: &Server) -> Full {
    server.administer("set global connect_timeout = 300; set global max_connections = 10");
    let address = server.url("").split('@').nth(1).unwrap().trim_end_matches('/').to_owned();
    let mut others = Vec::new();
    loop {
        let mut other = TcpStream::connect(&address).unwrap();
        // The fifth byte of a greeting is a version, and of an error 255.
        let mut greeting = [0; 5];
        other.read_exact(&mut greeting).unwrap();
        if greeting[4] == 255 {
            return Full(others);
        }
        others.push(other);
    }
}
