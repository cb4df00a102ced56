-- Numbers are bigint, texts text. `…_us` is an instant in microseconds since 1970, to be
-- compared; `…_at` and `…_time` are the same for people, exact, in RFC 3339.

create table {schema_version} (
    version bigint not null
);

create table {jobs} (
    id text collate "C" primary key,
    -- As they stand in `job`, for finding.
    function text collate "C" not null,
    executor text collate "C" not null,
    -- For people.
    trigger_text text not null,
    -- In the words of an export.
    job text not null,
    next_run_time text not null,
    -- When it is due; null while it is paused or cannot be read.
    due_us bigint,
    paused bigint not null,
    revision bigint not null,
    -- The revision of the last write that was not the job moving on.
    generation bigint not null,
    -- Why it cannot be read.
    problem text
);

create index "{prefix}jobs_due" on {jobs} (due_us) where due_us is not null;
create index "{prefix}jobs_problem" on {jobs} (id) where problem is not null;

create table {runs} (
    job_id text collate "C" not null,
    scheduled_at text collate "C" not null,
    -- Of the job; a number of its own for a run beside the schedule.
    generation bigint not null,
    through_at text not null,
    manual bigint not null,
    state text not null,
    -- Below `max_instances`; only while it is running.
    slot bigint,
    node_id text collate "C",
    node_name text not null,
    token bigint not null,
    fence bigint not null,
    attempts bigint not null,
    started_at text,
    ended_at text,
    ended_us bigint,
    error text,
    result text,
    -- The job as it was, for a run that may be run again.
    job text,
    -- In this order, what is written at one time is in one place.
    primary key (scheduled_at, job_id, generation)
);

create unique index "{prefix}runs_slot" on {runs} (job_id, slot) where slot is not null;
create index "{prefix}runs_pending" on {runs} (scheduled_at) where state = 'pending';
create index "{prefix}runs_ended" on {runs} (ended_us) where ended_us is not null;

create table {nodes} (
    id text collate "C" primary key,
    name text not null,
    joined_at text not null,
    lease_us bigint not null,
    -- The number of its last claim, by which it finds out whether that was committed.
    epoch bigint not null
);

create table {node_functions} (
    node_id text collate "C" not null,
    function text collate "C" not null,
    primary key (node_id, function)
);

-- Writes of jobs, by which who has not heard whether theirs was committed finds that out; kept for some hours.
create table {writes} (
    id text collate "C" primary key,
    written_us bigint not null
);

create index "{prefix}writes_written" on {writes} (written_us);
