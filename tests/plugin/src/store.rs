use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aps_runtime::{
    Advance, Advanced, Due, Hold, JobId, JobRecord, JobStore, JobWrite, MemoryStore, Room, StoreError,
    StoreFuture, StoredJob, Written,
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// Keeps jobs in memory, and writes each that comes as a line, from which it could be read again.
#[derive(Debug)]
struct JournalStore {
    memory: MemoryStore,
    journal: PathBuf,
}

#[derive(Deserialize)]
struct JournalOptions {
    journal: PathBuf,
}

impl JournalStore {
    fn from_options(options: JournalOptions) -> Result<Self, io::Error> {
        // What cannot be written is told when the scheduler is built.
        open(&options.journal)?;
        Ok(JournalStore { memory: MemoryStore::new(), journal: options.journal })
    }

    fn note(&self, job: &JobRecord) -> Result<(), StoreError> {
        let job = StoredJob::new(job).map_err(|error| StoreError::Failed(error.into()))?;
        let line = serde_json::to_string(&job).map_err(|error| StoreError::Failed(error.into()))?;
        let written = open(&self.journal).and_then(|mut file| writeln!(file, "{line}"));
        written.map_err(|error| StoreError::Failed(error.into()))
    }
}

fn open(journal: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(journal)
}

aps_runtime::job_store_type!("journal", JournalStore::from_options);

impl JobStore for JournalStore {
    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        match self.note(&job) {
            Ok(()) => self.memory.add_job(job),
            Err(error) => Box::pin(async { Err(error) }),
        }
    }

    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        self.memory.update_job(job)
    }

    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        self.memory.advance_jobs(advances, hold)
    }

    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        self.memory.remove_job(id)
    }

    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        self.memory.write_jobs(writes)
    }

    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        self.memory.job(id)
    }

    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        self.memory.jobs()
    }

    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        self.memory.due_jobs(now, limit, rooms)
    }

    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        self.memory.next_run_time(rooms)
    }
}
