//! The job store that Redis keeps, as a configuration describes it.

use serde::Deserialize;

use super::with;
use crate::error::Error;
use crate::job::vocabulary::Length;
use crate::store::{RedisStore, StoreUrl};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Redis {
    url: StoreUrl,
    namespace: Option<String>,
    lease: Option<Length>,
    history: Option<History>,
    poll_interval: Option<Length>,
    #[serde(default)]
    poll_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    keep_for: Option<Length>,
    at_most: Option<u32>,
}

pub(super) fn redis(options: Redis) -> Result<RedisStore, Error> {
    let store = RedisStore::at(options.url)?;
    let store = with(store, options.namespace, RedisStore::namespace);
    let store = with(store, options.lease.map(|Length(lease)| lease), RedisStore::lease);
    let store = with(store, options.history, |store, History { keep_for, at_most }| {
        let (default_time, default_count) = RedisStore::HISTORY;
        store.history(keep_for.map_or(default_time, |Length(time)| time), at_most.unwrap_or(default_count))
    });
    let store = with(store, options.poll_interval.map(|Length(time)| time), RedisStore::poll_interval);
    let store = if options.poll_only { store.poll_only() } else { store };
    store.check_options()?;
    Ok(store)
}
