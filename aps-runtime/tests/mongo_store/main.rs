//! The MongoDB store on a real server, which also dies and is cut off.
#![cfg(target_os = "linux")]

mod commits;
mod connecting;
mod contract;
mod crashes;
mod harness;
mod locked;
#[path = "../logged/mod.rs"]
mod logged;
mod partitions;
mod reruns;
mod secrets;
mod several;
mod unreadable;
