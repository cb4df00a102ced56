//! Every statement, in the notation of [`statement`](super::statement).

use super::dialect::Dialect;
use super::statement::{Place, Statement};

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident: $text:literal;)+) => {
        /// All of them, ready for one database.
        #[derive(Debug)]
        pub(super) struct Statements {
            $($(#[$doc])* pub(super) $name: Statement,)+
            pub(super) notify: Option<Statement>,
            pub(super) lock_migrations: Option<Statement>,
            pub(super) unlock_migrations: Option<Statement>,
            pub(super) has_schema: Statement,
            pub(super) migrations: Vec<Statement>,
        }

        impl Statements {
            pub(super) fn new(dialect: &Dialect, place: &Place) -> Self {
                let ready = |text| Statement::new(text, dialect, place);
                Statements {
                    $($name: ready(dialect.own(stringify!($name)).unwrap_or($text)),)+
                    notify: dialect.notify.map(ready),
                    lock_migrations: dialect.lock_migrations.map(ready),
                    unlock_migrations: dialect.unlock_migrations.map(ready),
                    has_schema: ready(dialect.has_schema),
                    migrations: dialect.migrations.iter().map(|text| ready(text)).collect(),
                }
            }

            /// Those that read and write rows, by their names.
            #[cfg(test)]
            fn all(&self) -> Vec<(&'static str, &Statement)> {
                vec![$((stringify!($name), &self.$name)),+]
            }
        }
    };
}

statements! {
    version: "select version from {schema_version}";
    first_version: "insert into {schema_version} (version) values (:version)";
    set_version: "update {schema_version} set version = :version";

    /// Nothing where there is one by the id, or an error.
    add_jobs: "
        insert into {jobs} (id, `function`, executor, trigger_text, job, next_run_time, due_us, paused, revision, generation)
        select id, `function`, executor, trigger_text, job, next_run_time, due_us, paused, revision, revision
        from {rows id text, function text, executor text, trigger_text text, job text, next_run_time text, due_us int, paused int, revision int} x
        {if new}";
    replace_jobs: "
        update {jobs} as j set
            function = x.function, executor = x.executor, trigger_text = x.trigger_text, job = x.job,
            next_run_time = x.next_run_time, due_us = x.due_us, paused = x.paused,
            revision = x.revision + 1, generation = x.revision + 1, problem = null
        from {rows id text, function text, executor text, trigger_text text, job text, next_run_time text, due_us int, paused int, revision int} x
        where j.id = x.id and j.revision = x.revision";
    note_write: "insert into {writes} (id, written_us) values (:id, {now})";
    job_revision: "select j.revision from {jobs} j where j.id = :id {lock j}";
    remove_job: "delete from {jobs} where id = :id";
    job: "select id, job, next_run_time, paused, revision, problem from {jobs} where id = :id";
    all_jobs: "select id, job, next_run_time, paused, revision, problem from {jobs}";
    /// In pages.
    sound_jobs: "
        select id, job, next_run_time, paused, revision, problem from {jobs}
        where problem is null and id > :id order by id limit :most";

    due_jobs: "
        select j.id, j.job, j.next_run_time, j.paused, j.revision, j.problem, j.generation, {now}
        from {jobs} j {by jobs_due}
        where j.due_us <= {now}
            and exists (select 1 from {node_functions} f where f.node_id = :node and f.function = j.function)
            and j.executor not in (select executor from {rows executor text} full_executors)
        order by j.due_us limit :most {lock free j}";
    time: "select {now}";
    next_due: "
        select j.due_us
        from {jobs} j {by jobs_due}
        where j.due_us is not null
            and exists (select 1 from {node_functions} f where f.node_id = :node and f.function = j.function)
            and j.executor not in (select executor from {rows executor text} full_executors)
        order by j.due_us limit 1";

    set_problem: "update {jobs} set problem = :problem, due_us = null where id = :id and revision = :revision";
    clear_problem: "update {jobs} set problem = null, due_us = :due where id = :id and revision = :revision";
    told_problems: "select id, problem from {jobs} where problem is not null";
    problems: "select id, job, next_run_time, paused, revision, problem from {jobs} where problem is not null";

    /// Only for a node with a lease.
    claim: "update {nodes} set epoch = :epoch where id = :node and lease_us >= {now}";
    epoch: "select n.epoch from {nodes} n where n.id = :node {lock n}";
    unchanged_jobs: "
        select x.n, j.generation
        from {rows n int, id text, revision int} x {join} {jobs} j {by key} on j.id = x.id and j.revision = x.revision
        order by j.id {lock j}";
    live_slots: "
        select r.job_id, r.slot
        from {rows id text} x {join} {runs} r on {live r.job_id} = x.id";
    move_jobs: "
        update {jobs} as j set next_run_time = x.next_run_time, due_us = x.due_us, revision = x.revision + 1
        from {rows id text, revision int, next_run_time text, due_us int} x
        where j.id = x.id and j.revision = x.revision";
    drop_jobs: "delete from {jobs} where id in (select id from {rows id text} x)";
    add_runs: "
        insert into {runs} (job_id, scheduled_at, generation, through_at, `manual`, state, slot, node_id, node_name, token, fence, attempts, started_at, ended_at, ended_us, error, result, job)
        select job_id, scheduled_at, generation, through_at, `manual`, state, slot, :node, :name, token, fence, attempts, started_at, ended_at, ended_us, error, result, job
        from {rows job_id text, scheduled_at text, generation int, through_at text, manual int, state text, slot int, token int, fence int, attempts int, started_at text, ended_at text, ended_us int, error text, result text, job text} x";

    /// Runs of one fire time, which are over with it.
    end_whole_runs: "
        update {runs} as r set
            state = x.state, slot = null, attempts = x.attempts, started_at = x.started_at,
            ended_at = x.ended_at, ended_us = x.ended_us, error = x.error, result = x.result, job = null
        from {rows job_id text, scheduled_at text, token int, fence int, state text, attempts int, started_at text, ended_at text, ended_us int, error text, result text} x
        where r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.token = x.token and r.fence = x.fence
            and r.node_id = :node and r.state = 'running'";
    /// Those that are this node's, with the job's snapshot where it is wanted again.
    own_runs: "
        select x.n, r.generation, r.through_at, r.manual, r.state, r.slot, case when r.job is null then 0 else 1 end,
            case when x.goes_on = 1 then r.job end
        from {rows n int, job_id text, scheduled_at text, token int, fence int, goes_on int} x
            {join} {runs} r {by key} on r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.token = x.token and r.fence = x.fence
        where r.node_id = :node
        order by r.job_id, r.scheduled_at {lock r}";
    end_runs: "
        update {runs} as r set
            state = x.state, slot = null, through_at = x.through_at, attempts = x.attempts, started_at = x.started_at,
            ended_at = x.ended_at, ended_us = x.ended_us, error = x.error, result = x.result,
            job = case when x.state = 'pending' then r.job end
        from {rows job_id text, scheduled_at text, generation int, through_at text, state text, attempts int, started_at text, ended_at text, ended_us int, error text, result text} x
        where r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.generation = x.generation";

    add_node: "
        insert into {nodes} (id, name, joined_at, lease_us, epoch)
        values (:node, :name, :joined, {now} + :length, 0)";
    add_functions: "
        insert into {node_functions} (node_id, `function`)
        select :node, `function` from {rows function text} x";
    renew_node: "update {nodes} set lease_us = {now} + :length where id = :node and lease_us >= {now}";
    next_lease: "select min(lease_us), {now} from {nodes} where id <> :node";
    dead_nodes: "select n.id from {nodes} n where n.lease_us < {now} - :margin order by n.id {lock free n}";
    lost_runs: "
        select r.job_id, r.scheduled_at, r.through_at, r.node_name, case when r.job is null then 0 else 1 end
        from {rows id text} x {join} {runs} r on {live r.node_id} = x.id";
    take_runs: "
        update {runs} as r set
            state = case when r.job is null then 'abandoned' else 'pending' end,
            slot = null, node_id = null,
            ended_at = case when r.job is null then :at end,
            ended_us = case when r.job is null then :at_us end
        where {live r.node_id} in (select id from {rows id text} x)";
    drop_functions: "delete from {node_functions} where node_id in (select id from {rows id text} x)";
    drop_nodes: "delete from {nodes} where id in (select id from {rows id text} x)";
    nodes: "
        select n.id, n.name, n.joined_at, n.lease_us - {now},
            (select count(*) from {runs} r where {live r.node_id} = n.id)
        from {nodes} n";

    /// Of those whose jobs have a free slot.
    pending_runs: "
        select r.job_id, r.scheduled_at, r.generation, r.through_at, r.fence, r.attempts, r.job
        from {runs} r {by runs_pending}
        where r.state = 'pending'
            and exists (select 1 from {node_functions} f where f.node_id = :node and f.function = {snapshot function})
            and {snapshot executor} not in (select executor from {rows executor text} full_executors)
            and (select count(*) from {runs} l where {live l.job_id} = r.job_id)
                < cast({snapshot max_instances} as {integer})
        order by r.scheduled_at limit :most {lock free r}";
    rerun: "
        update {runs} as r set state = 'running', slot = x.slot, node_id = :node, node_name = :name, token = x.token, fence = r.fence + 1
        from {rows job_id text, scheduled_at text, generation int, slot int, token int} x
        where r.job_id = x.job_id and r.scheduled_at = x.scheduled_at and r.generation = x.generation and r.state = 'pending'";
    give_up: "
        update {runs} set state = 'abandoned', node_id = null, ended_at = :at, ended_us = :at_us, error = :error, job = null
        where job_id = :id and scheduled_at = :scheduled and generation = :generation and state = 'pending'";

    /// Each part by an index of its own, of which the history is not. (In the order of the primary key
    /// all would be looked through, so it is not asked for as such.)
    live_history: "
        select * from (
            select job_id, scheduled_at, through_at, `manual`, state, node_name, fence, attempts, started_at, ended_at, error, result
            from {runs} where slot is not null and (:any = 1 or job_id = :id)
            union all
            select job_id, scheduled_at, through_at, `manual`, state, node_name, fence, attempts, started_at, ended_at, error, result
            from {runs} where state = 'pending' and (:any = 1 or job_id = :id)
        ) live
        order by coalesce(scheduled_at, '') desc limit :most";
    ended_history: "
        select job_id, scheduled_at, through_at, `manual`, state, node_name, fence, attempts, started_at, ended_at, error, result
        from {runs}
        where ended_us is not null and (:any = 1 or job_id = :id)
        order by ended_us desc, scheduled_at desc limit :most";
    /// The last of those that are not too many.
    oldest_kept: "select ended_us from {runs} where ended_us is not null order by ended_us desc limit 1 offset :before";
    forget_writes: "
        delete from {writes} where id in (select id from {writes} where written_us <= :until order by written_us limit :most)";
    forget_runs: "
        delete from {runs} where (job_id, scheduled_at, generation) in (
            select job_id, scheduled_at, generation from {runs} where ended_us <= :until order by ended_us limit :most)";
}

#[cfg(test)]
mod tests;
