//! The store on a server of MySQL's kind, put to the same trials as that on PostgreSQL.
#![cfg(all(feature = "mysql", target_os = "linux"))]

#[path = "../postgres/busy.rs"]
mod busy;
#[path = "../postgres/cuts.rs"]
mod cuts;
#[path = "../postgres/dropped.rs"]
mod dropped;
#[path = "../postgres/exhausted.rs"]
mod exhausted;
#[path = "../postgres/outages.rs"]
mod outages;
mod server;
#[path = "../postgres/slow.rs"]
mod slow;
#[path = "../postgres/trial.rs"]
mod trial;
