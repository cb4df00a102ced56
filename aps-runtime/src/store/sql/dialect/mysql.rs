use super::Dialect;

/// MySQL and MariaDB. Statements that change several rows name these rows first, so that they are found by
/// their keys: others may lock the rest.
pub(in crate::store::sql) const MYSQL: Dialect = Dialect {
    name: "MySQL",
    numbered: None,
    has_schemas: false,
    quote: "`",
    now: "cast(coalesce(:now, timestampdiff(microsecond, '1970-01-01', utc_timestamp(6))) as signed)",
    rows: ["json_table(:rows, '$[*]' columns (", "`NAME` KIND path '$.NAME'", ", ", "))"],
    int: "bigint",
    text: "longtext character set utf8mb4 collate utf8mb4_bin",
    integer: "signed",
    snapshot: "json_unquote(json_extract(r.job, '$.KEY'))",
    // MariaDB cannot be told of which table.
    lock: "for update",
    lock_free: "for update skip locked",
    live: "*.live_COLUMN",
    join: "straight_join",
    // Otherwise it may look through a whole table, and lock that.
    by: "force index (`INDEX`)",
    if_new: "",
    own: OWN,
    has_clock: true,
    holds: true,
    notify: None,
    // A table that is created commits what was before; so the lock is the session's.
    lock_migrations: Some("select get_lock(sha1(concat(database(), '.{prefix}schema_version')), 5)"),
    unlock_migrations: Some("select release_lock(sha1(concat(database(), '.{prefix}schema_version')))"),
    has_schema: "select count(*) from information_schema.tables
        where table_schema = database() and table_name = '{prefix}schema_version'",
    migrations: &[include_str!("../migrations/mysql/1.sql")],
};

const OWN: &[(&str, &str)] = &[
    (
        "replace_jobs",
        "
        update {rows id text, function text, executor text, trigger_text text, job text, next_run_time text, due_us int, paused int, revision int} x
            straight_join {jobs} j {by key} on j.id = x.id and j.revision = x.revision
        set j.function = x.function, j.executor = x.executor, j.trigger_text = x.trigger_text, j.job = x.job,
            j.next_run_time = x.next_run_time, j.due_us = x.due_us, j.paused = x.paused,
            j.revision = x.revision + 1, j.generation = x.revision + 1, j.problem = null",
    ),
    (
        "move_jobs",
        "
        update {rows id text, revision int, next_run_time text, due_us int} x
            straight_join {jobs} j {by key} on j.id = x.id and j.revision = x.revision
        set j.next_run_time = x.next_run_time, j.due_us = x.due_us, j.revision = x.revision + 1",
    ),
    ("drop_jobs", "delete j from {rows id text} x straight_join {jobs} j {by key} on j.id = x.id"),
    (
        "end_runs",
        "
        update {rows job_id text, scheduled_at text, generation int, through_at text, state text, attempts int, started_at text, ended_at text, ended_us int, error text, result text} x
            straight_join {runs} r {by key} on r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.generation = x.generation
        set r.state = x.state, r.slot = null, r.through_at = x.through_at, r.attempts = x.attempts, r.started_at = x.started_at,
            r.ended_at = x.ended_at, r.ended_us = x.ended_us, r.error = x.error, r.result = x.result,
            r.job = case when x.state = 'pending' then r.job end",
    ),
    (
        "end_whole_runs",
        "
        update {rows job_id text, scheduled_at text, token int, fence int, state text, attempts int, started_at text, ended_at text, ended_us int, error text, result text} x
            straight_join {runs} r {by key} on r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.token = x.token and r.fence = x.fence
        set r.state = x.state, r.slot = null, r.attempts = x.attempts, r.started_at = x.started_at,
            r.ended_at = x.ended_at, r.ended_us = x.ended_us, r.error = x.error, r.result = x.result, r.job = null
        where r.node_id = :node and r.state = 'running'",
    ),
    (
        "take_runs",
        "
        update {rows id text} x straight_join {runs} r {by runs_node} on {live r.node_id} = x.id
        set r.state = case when r.job is null then 'abandoned' else 'pending' end,
            r.slot = null, r.node_id = null,
            r.ended_at = case when r.job is null then :at end,
            r.ended_us = case when r.job is null then :at_us end",
    ),
    ("drop_functions", "delete f from {rows id text} x straight_join {node_functions} f {by key} on f.node_id = x.id"),
    ("drop_nodes", "delete n from {rows id text} x straight_join {nodes} n {by key} on n.id = x.id"),
    (
        "rerun",
        "
        update {rows job_id text, scheduled_at text, generation int, slot int, token int} x
            straight_join {runs} r {by key} on r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.generation = x.generation
        set r.state = 'running', r.slot = x.slot, r.node_id = :node, r.node_name = :name, r.token = x.token, r.fence = r.fence + 1
        where r.state = 'pending'",
    ),
    (
        "live_history",
        "
        select job_id, scheduled_at, through_at, `manual`, state, node_name, fence, attempts, started_at, ended_at, error, result
        from {runs} {by runs_pending}
        where state in ('running', 'pending') and (:any = 1 or job_id = :id)
        order by scheduled_at desc limit :most",
    ),
    ("forget_writes", "delete from {writes} where written_us <= :until order by written_us limit :most"),
    ("forget_runs", "delete from {runs} where ended_us <= :until order by ended_us limit :most"),
];
