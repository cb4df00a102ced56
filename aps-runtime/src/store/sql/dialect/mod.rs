//! In what the databases differ, apart from how they are connected to.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "postgres")]
pub(super) use postgres::POSTGRES;
#[cfg(feature = "sqlite")]
pub(super) use sqlite::SQLITE;

/// See [`statement`](super::statement) for what is filled in where.
#[derive(Debug)]
pub(super) struct Dialect {
    /// For people.
    pub(super) name: &'static str,
    /// Before the number of a value; without it values stand in their order, as `?`.
    pub(super) numbered: Option<char>,
    pub(super) has_schemas: bool,
    pub(super) quote: &'static str,
    pub(super) now: &'static str,
    /// Before the columns, each column with its `NAME` and `KIND`, between and after them.
    pub(super) rows: [&'static str; 4],
    pub(super) int: &'static str,
    pub(super) text: &'static str,
    pub(super) integer: &'static str,
    /// With `KEY`.
    pub(super) snapshot: &'static str,
    /// `*` is the table.
    pub(super) lock: &'static str,
    pub(super) lock_free: &'static str,
    /// Whether it has a clock that all nodes share and that is not the host's.
    pub(super) has_clock: bool,
    /// Whether jobs that were found are kept locked until they are moved on.
    pub(super) holds: bool,
    /// Tells the other nodes that there is something new.
    pub(super) notify: Option<&'static str>,
    /// Keeps others from migrating meanwhile.
    pub(super) lock_migrations: Option<&'static str>,
    /// How many rows there are in the catalogue for the table of versions.
    pub(super) has_schema: &'static str,
    pub(super) migrations: &'static [&'static str],
}
