//! The job stores that a database keeps, as a configuration describes them.

use serde::Deserialize;

use super::with;
use crate::error::Error;
use crate::job::vocabulary::Length;
#[cfg(feature = "mysql")]
use crate::store::MySqlStore;
#[cfg(feature = "postgres")]
use crate::store::PostgresStore;
use crate::store::StoreUrl;
#[cfg(feature = "sqlite")]
use crate::store::{SqliteStore, Synchronous};

/// What every one of them can be told, and what is its own; each as the method by its name says it.
macro_rules! described {
    ($function:ident, $options:ident, $store:ident { $($own:ident: $type:ty => $set:expr,)* }) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $options {
            url: StoreUrl,
            $($own: Option<$type>,)*
            table_prefix: Option<String>,
            lease: Option<Length>,
            history: Option<History>,
            auto_migrate: Option<bool>,
            poll_interval: Option<Length>,
        }

        pub(super) fn $function(options: $options) -> Result<$store, Error> {
            let store = $store::at(&options.url)?;
            $(let store = with(store, options.$own, $set);)*
            let store = with(store, options.table_prefix, $store::table_prefix);
            let store = with(store, options.lease.map(|Length(lease)| lease), $store::lease);
            let store = with(store, options.history, |store, History { keep_for, at_most }| {
                let (time, count) = $store::HISTORY;
                store.history(keep_for.map_or(time, |Length(time)| time), at_most.unwrap_or(count))
            });
            let store = with(store, options.auto_migrate, $store::auto_migrate);
            let store = with(store, options.poll_interval.map(|Length(time)| time), $store::poll_interval);
            store.check_options()?;
            Ok(store)
        }
    };
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    keep_for: Option<Length>,
    at_most: Option<u64>,
}

#[cfg(feature = "sqlite")]
described!(sqlite, Sqlite, SqliteStore {
    synchronous: Level => |store, level| store.synchronous(match level {
        Level::Full => Synchronous::Full,
        Level::Normal => Synchronous::Normal,
    }),
    poll_only: bool => |store, only| if only { store.poll_only() } else { store },
});

#[cfg(feature = "sqlite")]
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Full,
    Normal,
}

#[cfg(feature = "postgres")]
described!(postgres, Postgres, PostgresStore {
    schema: String => PostgresStore::schema,
    max_connections: u32 => PostgresStore::max_connections,
    poll_only: bool => |store, only| if only { store.poll_only() } else { store },
});

#[cfg(feature = "mysql")]
described!(mysql, MySql, MySqlStore {
    max_connections: u32 => MySqlStore::max_connections,
});

/// Under which heading of the reference the keys of each stand.
#[cfg(test)]
#[cfg(all(unix, feature = "process-pool", feature = "yaml", feature = "sqlite", feature = "mongodb"))]
#[cfg(all(feature = "postgres", feature = "mysql", feature = "redis"))]
pub(super) fn keys() -> [(&'static str, &'static [&'static str]); 5] {
    use super::fields::fields_of;
    [
        ("`jobstores`, of the type `sqlite`", fields_of::<Sqlite>()),
        ("`jobstores`, of the type `postgres`", fields_of::<Postgres>()),
        ("`jobstores`, of the type `mysql`", fields_of::<MySql>()),
        ("`jobstores`, of the type `redis`", fields_of::<super::redis::Redis>()),
        ("`jobstores`, of the type `mongodb`", fields_of::<super::mongodb::MongoDb>()),
    ]
}
