use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::job::{JobId, JobRecord};
use crate::store::{Advance, Advanced, Due, Hold, JobStore, JobWrite, Room, StoreFuture, Written};

/// A store that is nothing but its description, for tests.
#[derive(Debug)]
pub(crate) struct Described(#[expect(dead_code, reason = "it is shown")] pub(crate) String);

#[derive(Deserialize)]
pub(super) struct NoOptions {}

#[cfg(not(feature = "sqlite"))]
#[derive(Deserialize)]
pub(super) struct UrlOptions {
    url: String,
}

impl Described {
    pub(super) fn mongodb(NoOptions {}: NoOptions) -> Self {
        Described("mongodb".into())
    }

    #[cfg(not(feature = "sqlite"))]
    pub(super) fn sqlite(UrlOptions { url }: UrlOptions) -> Self {
        Described(format!("sqlite at {url}"))
    }
}

impl JobStore for Described {
    fn add_job(&self, _: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        unreachable!()
    }

    fn update_job(&self, _: JobRecord) -> StoreFuture<'_, Written> {
        unreachable!()
    }

    fn advance_jobs<'a>(&'a self, _: &'a [Advance], _: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        unreachable!()
    }

    fn remove_job<'a>(&'a self, _: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        unreachable!()
    }

    fn write_jobs<'a>(&'a self, _: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        unreachable!()
    }

    fn job<'a>(&'a self, _: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        unreachable!()
    }

    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        unreachable!()
    }

    fn due_jobs<'a>(&'a self, _: DateTime<Utc>, _: usize, _: &'a [Room]) -> StoreFuture<'a, Due> {
        unreachable!()
    }

    fn next_run_time<'a>(&'a self, _: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        unreachable!()
    }
}
