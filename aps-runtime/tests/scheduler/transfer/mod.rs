//! Jobs that go to files and come from them.

mod export;
mod import;

use std::io::{self, Cursor};

use aps_runtime::ImportJobs;
use aps_runtime::prelude::*;

/// What is in all stores, as a file.
async fn exported(scheduler: &Scheduler) -> String {
    scheduler.export_jobs_to(io::sink()).await.unwrap().json().to_owned()
}

fn import(scheduler: &Scheduler, text: impl Into<Vec<u8>>) -> ImportJobs {
    scheduler.import_jobs_from(Cursor::new(text.into()))
}
