-- Numbers are INTEGER, texts TEXT. `…_us` is an instant in microseconds since 1970, to be
-- compared; `…_at` and `…_time` are the same for people, exact, in RFC 3339.

create table {schema_version} (
    version integer not null
) strict;

create table {jobs} (
    id text primary key,
    -- As they stand in `job`, for finding.
    function text not null,
    executor text not null,
    -- For people.
    trigger_text text not null,
    -- In the words of an export.
    job text not null,
    next_run_time text not null,
    -- When it is due; null while it is paused or cannot be read.
    due_us integer,
    paused integer not null,
    revision integer not null,
    -- The revision of the last write that was not the job moving on.
    generation integer not null,
    -- Why it cannot be read.
    problem text
) strict;

create index "{prefix}jobs_due" on {jobs} (due_us) where due_us is not null;
create index "{prefix}jobs_problem" on {jobs} (id) where problem is not null;

create table {runs} (
    job_id text not null,
    scheduled_at text not null,
    -- Of the job; a number of its own for a run beside the schedule.
    generation integer not null,
    through_at text not null,
    manual integer not null,
    state text not null,
    -- Below `max_instances`; only while it is running.
    slot integer,
    node_id text,
    node_name text not null,
    token integer not null,
    fence integer not null,
    attempts integer not null,
    started_at text,
    ended_at text,
    ended_us integer,
    error text,
    result text,
    -- The job as it was, for a run that may be run again.
    job text,
    -- In this order, what is written at one time is in one place.
    primary key (scheduled_at, job_id, generation)
) strict, without rowid;

create unique index "{prefix}runs_slot" on {runs} (job_id, slot) where slot is not null;
create index "{prefix}runs_pending" on {runs} (scheduled_at) where state = 'pending';
create index "{prefix}runs_ended" on {runs} (ended_us) where ended_us is not null;

create table {nodes} (
    id text primary key,
    name text not null,
    joined_at text not null,
    lease_us integer not null,
    -- The number of its last claim, by which it finds out whether that was committed.
    epoch integer not null
) strict;

create table {node_functions} (
    node_id text not null,
    function text not null,
    primary key (node_id, function)
) strict, without rowid;

-- Writes of jobs, by which who has not heard whether theirs was committed finds that out; kept for some hours.
create table {writes} (
    id text primary key,
    written_us integer not null
) strict, without rowid;

create index "{prefix}writes_written" on {writes} (written_us);
