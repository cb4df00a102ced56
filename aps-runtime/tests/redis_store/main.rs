//! Jobs and runs in a real Redis server.
#![cfg(all(target_os = "linux", feature = "redis"))]

mod contract;
