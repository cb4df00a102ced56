//! The store in a file, with a scheduler on it, and what goes wrong with files.
#![cfg(feature = "sqlite")]

mod damage;
mod files;
mod folder;
mod full;
mod history;
mod trial;
mod unreadable;
mod versions;
