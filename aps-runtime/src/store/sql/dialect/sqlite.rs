use super::Dialect;

/// Transactions that write come one after the other, so nothing is locked. The clock is that of
/// the machine, on which all nodes are.
pub(in crate::store::sql) const SQLITE: Dialect = Dialect {
    name: "SQLite",
    numbered: Some('?'),
    has_schemas: false,
    quote: "\"",
    now: ":now",
    rows: ["(select ", "value ->> 'NAME' as NAME", ", ", " from jsonb_each(:rows))"],
    int: "",
    text: "",
    integer: "integer",
    snapshot: "r.job ->> '$.KEY'",
    lock: "",
    lock_free: "",
    live: "*.slot is not null and *.COLUMN",
    join: "join",
    by: "",
    if_new: "where true on conflict do nothing",
    own: &[],
    has_clock: false,
    holds: false,
    notify: None,
    lock_migrations: None,
    unlock_migrations: None,
    has_schema: "select count(*) from sqlite_master where type = 'table' and name = '{prefix}schema_version'",
    migrations: &[include_str!("../migrations/sqlite/1.sql")],
};
