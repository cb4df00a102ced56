//! The store in a file, with a scheduler on it, and what goes wrong with files.
#![cfg(feature = "sqlite")]

#[path = "../postgres/busy.rs"]
mod busy;
mod damage;
mod files;
mod folder;
mod full;
mod history;
mod killed;
mod locked;
#[path = "../logged/mod.rs"]
mod logged;
mod trial;
mod unreadable;
mod versions;
