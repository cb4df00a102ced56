-- Numbers are bigint, texts varchar and longtext. `…_us` is an instant in microseconds since 1970, to be
-- compared; `…_at` and `…_time` are the same for people, exact, in RFC 3339.
-- Each table is committed by itself: what is said here can be said again, if it was not heard to the end.

create table if not exists {jobs} (
    id varchar(191) primary key,
    -- As they stand in `job`, for finding.
    `function` varchar(512) not null,
    executor varchar(512) not null,
    -- For people.
    trigger_text text not null,
    -- In the words of an export.
    job longtext not null,
    next_run_time varchar(64) not null,
    -- When it is due; null while it is paused or cannot be read.
    due_us bigint,
    paused bigint not null,
    revision bigint not null,
    -- The revision of the last write that was not the job moving on.
    generation bigint not null,
    -- Why it cannot be read.
    problem text,
    key {jobs_due} (due_us),
    key {jobs_problem} (problem(1))
) engine = innodb row_format = dynamic default character set utf8mb4 collate utf8mb4_bin;

create table if not exists {runs} (
    job_id varchar(191) not null,
    scheduled_at varchar(64) not null,
    -- Of the job; a number of its own for a run beside the schedule.
    generation bigint not null,
    through_at varchar(64) not null,
    `manual` bigint not null,
    state varchar(16) not null,
    -- Below `max_instances`; only while it is running.
    slot bigint,
    node_id varchar(64),
    node_name text not null,
    token bigint not null,
    fence bigint not null,
    attempts bigint not null,
    started_at varchar(64),
    ended_at varchar(64),
    ended_us bigint,
    error text,
    result longtext,
    -- The job as it was, for a run that may be run again.
    job longtext,
    -- Only while it is running, so that it is found among those that are over.
    live_job_id varchar(191) generated always as (case when slot is not null then job_id end) stored,
    live_node_id varchar(64) generated always as (case when slot is not null then node_id end) stored,
    primary key (scheduled_at, job_id, generation),
    unique key {runs_slot} (live_job_id, slot),
    key {runs_node} (live_node_id),
    key {runs_pending} (state, scheduled_at),
    key {runs_ended} (ended_us)
) engine = innodb row_format = dynamic default character set utf8mb4 collate utf8mb4_bin;

create table if not exists {nodes} (
    id varchar(64) primary key,
    name text not null,
    joined_at varchar(64) not null,
    lease_us bigint not null,
    -- The number of its last claim, by which it finds out whether that was committed.
    epoch bigint not null
) engine = innodb row_format = dynamic default character set utf8mb4 collate utf8mb4_bin;

create table if not exists {node_functions} (
    node_id varchar(64) not null,
    `function` varchar(512) not null,
    primary key (node_id, `function`)
) engine = innodb row_format = dynamic default character set utf8mb4 collate utf8mb4_bin;

-- Writes of jobs, by which who has not heard whether theirs was committed finds that out; kept for some hours.
create table if not exists {writes} (
    id varchar(64) primary key,
    written_us bigint not null,
    key {writes_written} (written_us)
) engine = innodb row_format = dynamic default character set utf8mb4 collate utf8mb4_bin;

create table if not exists {schema_version} (
    version bigint not null
) engine = innodb;
