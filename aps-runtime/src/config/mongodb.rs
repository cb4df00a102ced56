//! The job store that MongoDB keeps, as a configuration describes it.

use serde::Deserialize;

use super::with;
use crate::error::Error;
use crate::job::vocabulary::Length;
use crate::store::{MongoStore, StoreUrl};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MongoDb {
    url: Option<StoreUrl>,
    collection_prefix: Option<String>,
    lease: Option<Length>,
    history: Option<History>,
    auto_migrate: Option<bool>,
    poll_interval: Option<Length>,
    #[serde(default)]
    poll_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    keep_for: Option<Length>,
    at_most: Option<u64>,
}

pub(super) fn mongodb(options: MongoDb) -> Result<MongoStore, Error> {
    let store = options.url.map_or_else(|| MongoStore::new(MongoStore::URL), |url| MongoStore::at(&url))?;
    let store = with(store, options.collection_prefix, MongoStore::collection_prefix);
    let store = with(store, options.lease.map(|Length(lease)| lease), MongoStore::lease);
    let store = with(store, options.history, |store, History { keep_for, at_most }| {
        let (default_time, default_count) = MongoStore::HISTORY;
        store.history(keep_for.map_or(default_time, |Length(time)| time), at_most.unwrap_or(default_count))
    });
    let store = with(store, options.auto_migrate, MongoStore::auto_migrate);
    let store = with(store, options.poll_interval.map(|Length(time)| time), MongoStore::poll_interval);
    let store = if options.poll_only { store.poll_only() } else { store };
    store.check_options()?;
    Ok(store)
}
