//! What stands in the tables of an SQL database.

use std::io;

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::any::{AnyRow, install_default_drivers};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Error, Row as _};

use super::Tables;
use crate::{JobRow, NodeRow, RunRow, RunState};

const JOBS: &str = "select id, next_run_time, paused, revision, generation, problem from aps_jobs";
const NODES: &str = "select id, name, lease_us from aps_nodes";
const RUNS: &str = "select job_id, scheduled_at, through_at, generation, manual, state, slot, node_id, token, fence, \
     started_at, ended_at from aps_runs where slot is not null or state in ('running', 'pending') or through_at >= ";

/// A job as it is added to none, and one whose function no node has, from one that is there.
const BAD_JOBS: [&str; 2] = [
    "insert into aps_jobs (id, function, executor, trigger_text, job, next_run_time, due_us, paused, revision, generation) \
     select 'unreadable', function, executor, trigger_text, '{\"no\": \"job\"}', next_run_time, due_us, paused, revision, generation \
     from aps_jobs where id = 'plain'",
    "insert into aps_jobs (id, function, executor, trigger_text, job, next_run_time, due_us, paused, revision, generation) \
     select 'unknown', 'nobody::has_it', executor, trigger_text, \
         replace(replace(job, function, 'nobody::has_it'), '\"plain\"', '\"unknown\"'), next_run_time, due_us, paused, revision, generation \
     from aps_jobs where id = 'plain'",
];

pub(in super::super) struct Reader {
    connection: AnyConnection,
    /// By which what is read is read at one moment.
    snapshot: &'static [&'static str],
}

impl Reader {
    pub(super) async fn connect(url: &str) -> Result<Self, Error> {
        install_default_drivers();
        Ok(Reader { connection: AnyConnection::connect(url).await?, snapshot: snapshot(url) })
    }

    pub(super) async fn ask(&mut self) -> Result<(), Error> {
        sqlx::raw_sql("select 1").execute(&mut self.connection).await.map(drop)
    }

    pub(super) async fn read(&mut self, since: DateTime<Utc>) -> Result<Tables, Error> {
        let connection = &mut self.connection;
        for begin in self.snapshot {
            sqlx::raw_sql(*begin).execute(&mut *connection).await?;
        }
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let runs = rows(connection, &format!("{RUNS}'{since}'"), run).await?;
        let jobs = rows(connection, JOBS, job).await?;
        let nodes = rows(connection, NODES, node).await?;
        sqlx::raw_sql("rollback").execute(connection).await?;
        Ok((runs, jobs, nodes))
    }

    pub(super) async fn add_bad_jobs(&mut self) -> Result<(), Error> {
        for statement in BAD_JOBS {
            let done = sqlx::raw_sql(statement).execute(&mut self.connection).await?;
            if done.rows_affected() != 1 {
                return Err(Error::Io(io::Error::other("there is no job to make a bad one of")));
            }
        }
        Ok(())
    }
}

fn snapshot(url: &str) -> &'static [&'static str] {
    match url.split(':').next() {
        Some("sqlite") => &["begin"],
        Some("postgres") => &["begin isolation level repeatable read read only"],
        _ => &[
            "set session transaction isolation level repeatable read",
            "start transaction with consistent snapshot",
        ],
    }
}

async fn rows<T>(
    connection: &mut AnyConnection,
    sql: &str,
    read: fn(&AnyRow) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

fn run(row: &AnyRow) -> Result<RunRow, Error> {
    let slot: Option<i64> = row.try_get(6)?;
    Ok(RunRow {
        job_id: row.try_get(0)?,
        scheduled_at: instant(row.try_get(1)?)?,
        through_at: instant(row.try_get(2)?)?,
        generation: Some(number(row, 3)?),
        manual: number(row, 4)? != 0,
        state: state(row.try_get(5)?)?,
        slot: slot.map(u32::try_from).transpose().map_err(|error| decode(5, error))?,
        node_id: row.try_get(7)?,
        token: number(row, 8)?,
        fence: number(row, 9)?,
        started_at: row.try_get::<Option<String>, _>(10)?.map(instant).transpose()?,
        ended_at: row.try_get::<Option<String>, _>(11)?.map(instant).transpose()?,
    })
}

fn job(row: &AnyRow) -> Result<JobRow, Error> {
    Ok(JobRow {
        id: row.try_get(0)?,
        next_run_time: Some(instant(row.try_get(1)?)?),
        paused: number(row, 2)? != 0,
        revision: number(row, 3)?,
        generation: Some(number(row, 4)?),
        problem: row.try_get(5)?,
    })
}

fn node(row: &AnyRow) -> Result<NodeRow, Error> {
    let lease: i64 = row.try_get(2)?;
    let lease_until = DateTime::from_timestamp_micros(lease);
    let lease_until = lease_until.ok_or_else(|| decode(2, io::Error::other("no instant")))?;
    Ok(NodeRow { id: row.try_get(0)?, name: row.try_get(1)?, lease_until })
}

/// What a store keeps as a signed number.
fn number(row: &AnyRow, column: usize) -> Result<u64, Error> {
    row.try_get::<i64, _>(column).map(i64::cast_unsigned)
}

fn instant(text: String) -> Result<DateTime<Utc>, Error> {
    text.parse().map_err(|error| decode(1, error))
}

fn state(text: String) -> Result<RunState, Error> {
    serde_json::from_value(text.into()).map_err(|error| decode(5, error))
}

fn decode(index: usize, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::ColumnDecode { index: index.to_string(), source: Box::new(error) }
}
