//! The store on a server: connections that are cut, servers that die, and what is told of it.
#![cfg(all(feature = "postgres", target_os = "linux"))]

mod busy;
mod conflicts;
mod cuts;
mod dropped;
mod exhausted;
#[path = "../logged/mod.rs"]
mod logged;
mod outages;
mod secrets;
mod server;
mod slow;
mod tls;
mod trial;
