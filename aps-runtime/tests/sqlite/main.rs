//! The store in a file, with a scheduler on it, and what goes wrong with files.
#![cfg(feature = "sqlite")]

mod files;
mod folder;
mod scheduler;
