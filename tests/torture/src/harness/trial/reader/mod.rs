//! What stands in a store, and whether it answers, by plain queries: nothing of the store's own code.

mod mongodb;
mod redis;
mod sql;

use chrono::{DateTime, Utc};

use super::Failure;
use crate::{JobRow, NodeRow, RunRow};

pub(super) type Tables = (Vec<RunRow>, Vec<JobRow>, Vec<NodeRow>);

/// A job that cannot be read, and one whose function no node has.
pub(super) const BAD_IDS: [&str; 2] = ["unreadable", "unknown"];

/// From which they are made.
const GOOD_ID: &str = "plain";
const NO_JOB: &str = r#"{"no": "job"}"#;
const NO_FUNCTION: &str = "nobody::has_it";

/// A connection of one's own.
pub(super) enum Reader {
    Sql(sql::Reader),
    Redis(redis::Reader),
    MongoDb(mongodb::Reader),
}

impl Reader {
    pub(super) async fn connect(url: &str) -> Result<Self, Failure> {
        Ok(match url.split(':').next() {
            Some("redis") => Reader::Redis(redis::Reader::connect(url).await?),
            Some("mongodb") => Reader::MongoDb(mongodb::Reader::connect(url).await?),
            _ => Reader::Sql(sql::Reader::connect(url).await?),
        })
    }

    /// Whether it does what it is asked at all.
    pub(super) async fn ask(&mut self) -> Result<(), Failure> {
        match self {
            Reader::Sql(reader) => Ok(reader.ask().await?),
            Reader::Redis(reader) => Ok(reader.ask().await?),
            Reader::MongoDb(reader) => Ok(reader.ask().await?),
        }
    }

    /// Everything, as it is at one moment; of runs what is under way or not before an instant.
    pub(super) async fn read(&mut self, since: DateTime<Utc>) -> Result<Tables, Failure> {
        match self {
            Reader::Sql(reader) => Ok(reader.read(since).await?),
            Reader::Redis(reader) => reader.read(since).await,
            Reader::MongoDb(reader) => reader.read(since).await,
        }
    }

    pub(super) async fn add_bad_jobs(&mut self) -> Result<(), Failure> {
        match self {
            Reader::Sql(reader) => Ok(reader.add_bad_jobs().await?),
            Reader::Redis(reader) => reader.add_bad_jobs().await,
            Reader::MongoDb(reader) => reader.add_bad_jobs().await,
        }
    }
}

/// The job with another id and another function, as it is written down.
fn of_nobody(job: &str, function: &str) -> String {
    let named = |id: &str| format!("\"{id}\"");
    job.replace(function, NO_FUNCTION).replace(&named(GOOD_ID), &named(BAD_IDS[1]))
}
