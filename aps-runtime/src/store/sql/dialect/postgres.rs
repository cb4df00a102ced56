use super::Dialect;

/// The clock is that at the beginning of a statement, so that an index can be used with it.
pub(in crate::store::sql) const POSTGRES: Dialect = Dialect {
    name: "PostgreSQL",
    numbered: Some('$'),
    has_schemas: true,
    quote: "\"",
    now: "coalesce(:now::bigint, (extract(epoch from statement_timestamp()) * 1000000)::bigint)",
    rows: ["(select * from jsonb_to_recordset(:rows::jsonb) as r(", "NAME KIND", ", ", "))"],
    int: "bigint",
    text: "text",
    integer: "bigint",
    snapshot: "(r.job::jsonb ->> 'KEY')",
    lock: "for no key update of *",
    lock_free: "for no key update of * skip locked",
    live: "*.slot is not null and *.COLUMN",
    join: "join",
    by: "",
    if_new: "where true on conflict do nothing",
    own: &[],
    has_clock: true,
    holds: true,
    // Others wait when many say so at once: so not for each run.
    notify: Some("select pg_notify(:channel, '')"),
    lock_migrations: Some("select 1 from pg_advisory_xact_lock(hashtextextended('{schema_version}', 0))"),
    unlock_migrations: None,
    // Not by `to_regclass`, which may not know yet what another has created a moment ago.
    has_schema: "select count(*) from pg_catalog.pg_tables
        where tablename = '{prefix}schema_version'
            and schemaname = any(case when '{schema}' = '' then current_schemas(false) else array['{schema}'::name] end)",
    migrations: &[include_str!("../migrations/postgres/1.sql")],
};
