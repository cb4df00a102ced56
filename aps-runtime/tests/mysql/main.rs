//! The store on a server of MySQL's kind, put to the same trials as that on PostgreSQL.
#![cfg(all(feature = "mysql", target_os = "linux"))]

#[path = "../postgres/cuts.rs"]
mod cuts;
#[path = "../postgres/outages.rs"]
mod outages;
mod server;
#[path = "../postgres/trial.rs"]
mod trial;
