//! In what the databases differ, apart from how they are connected to.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "mysql")]
pub(super) use mysql::MYSQL;
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
    /// `*` is the table, `COLUMN` its column.
    pub(super) live: &'static str,
    pub(super) join: &'static str,
    /// With `INDEX`; nothing where that is done anyway.
    pub(super) by: &'static str,
    pub(super) if_new: &'static str,
    /// Statements that must be said in other words altogether, by their names.
    pub(super) own: &'static [(&'static str, &'static str)],
    /// Whether it has a clock that all nodes share and that is not the host's.
    pub(super) has_clock: bool,
    /// Whether jobs that were found are kept locked until they are moved on.
    pub(super) holds: bool,
    /// Tells the other nodes that there is something new.
    pub(super) notify: Option<&'static str>,
    /// Keeps others from migrating meanwhile: 1 if it does.
    pub(super) lock_migrations: Option<&'static str>,
    /// Where that does not end with the transaction.
    pub(super) unlock_migrations: Option<&'static str>,
    /// How many rows there are in the catalogue for the table of versions.
    pub(super) has_schema: &'static str,
    pub(super) migrations: &'static [&'static str],
}

impl Dialect {
    /// The words for a statement, if it has some of its own.
    pub(super) fn own(&self, statement: &str) -> Option<&'static str> {
        self.own.iter().find(|(name, _)| *name == statement).map(|(_, text)| *text)
    }
}
