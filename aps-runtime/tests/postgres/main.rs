//! The store on a server: connections that are cut, servers that die, and what is told of it.
#![cfg(all(feature = "postgres", target_os = "linux"))]

mod conflicts;
mod cuts;
mod outages;
mod secrets;
mod server;
mod tls;
mod trial;
