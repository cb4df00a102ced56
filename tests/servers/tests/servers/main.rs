//! Servers that run, die and come back; a network that fails; and that nothing of it stays.
#![cfg(target_os = "linux")]

mod database;
mod lives;
mod mongodb;
mod orphans;
mod proxied;
mod tls;
