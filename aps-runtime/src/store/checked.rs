//! Whether what was said of a store is possible, asked before a scheduler is built with it.

use std::any::Any;

use crate::error::Error;

/// What is wrong with the options of a store of this crate. It tells that again when it is joined, since a store
/// of another crate may have one of these inside, and that nobody looks into here.
pub(crate) fn check(store: &dyn Any) -> Result<(), Error> {
    CHECKS.iter().try_for_each(|check| check(store))
}

/// Looks at stores of one type only.
type Check = fn(&dyn Any) -> Result<(), Error>;

const CHECKS: &[Check] = &[
    #[cfg(feature = "sqlite")]
    |store| store.downcast_ref().map_or(Ok(()), super::SqliteStore::check),
    #[cfg(feature = "postgres")]
    |store| store.downcast_ref().map_or(Ok(()), super::PostgresStore::check),
    #[cfg(feature = "mysql")]
    |store| store.downcast_ref().map_or(Ok(()), super::MySqlStore::check),
    #[cfg(feature = "redis")]
    |store| store.downcast_ref().map_or(Ok(()), super::RedisStore::check),
    #[cfg(feature = "mongodb")]
    |store| store.downcast_ref().map_or(Ok(()), super::MongoStore::check),
];
