//! Jobs and runs in a real Redis server: the contract, a scheduler on it, and what goes wrong with servers,
//! networks and nodes.
#![cfg(all(target_os = "linux", feature = "redis"))]

mod contract;
mod crashes;
mod harness;
mod network;
mod nodes;
mod refusals;
mod scheduler;
mod secrets;
mod tls;
mod unreadable;
