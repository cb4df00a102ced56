//! The job stores that a database keeps, as a configuration describes them.

use serde::Deserialize;

use super::with;
use crate::error::Error;
use crate::job::vocabulary::Length;
use crate::store::{SqliteStore, StoreUrl, Synchronous};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sqlite {
    url: StoreUrl,
    synchronous: Option<Level>,
    table_prefix: Option<String>,
    lease: Option<Length>,
    history: Option<History>,
    auto_migrate: Option<bool>,
    poll_interval: Option<Length>,
    #[serde(default)]
    poll_only: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Full,
    Normal,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    keep_for: Option<Length>,
    at_most: Option<u64>,
}

pub(super) fn sqlite(options: Sqlite) -> Result<SqliteStore, Error> {
    let store = SqliteStore::at(&options.url)?;
    let store = with(store, options.synchronous, |store, level| {
        store.synchronous(match level {
            Level::Full => Synchronous::Full,
            Level::Normal => Synchronous::Normal,
        })
    });
    let store = with(store, options.table_prefix, SqliteStore::table_prefix);
    let store = with(store, options.lease.map(|Length(lease)| lease), SqliteStore::lease);
    let store = with(store, options.history, |store, History { keep_for, at_most }| {
        let (default_time, default_count) = SqliteStore::HISTORY;
        store.history(keep_for.map_or(default_time, |Length(time)| time), at_most.unwrap_or(default_count))
    });
    let store = with(store, options.auto_migrate, SqliteStore::auto_migrate);
    let store = with(store, options.poll_interval.map(|Length(time)| time), SqliteStore::poll_interval);
    let store = if options.poll_only { store.poll_only() } else { store };
    store.check()?;
    Ok(store)
}
