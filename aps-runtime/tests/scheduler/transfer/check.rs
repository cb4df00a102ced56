//! What holds for an import of anything at all; also for the fuzz target.

use std::io::{self, Cursor};

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, ImportChange, OnConflict};

/// Either nothing was changed, or it was taken, and what is exported then is taken again and
/// is the same. The scheduler has no jobs, and is left without any.
pub async fn check(scheduler: &Scheduler, text: impl Into<Vec<u8>>) -> Result<(), ErrorKind> {
    let import = |text: Vec<u8>| scheduler.import_jobs_from(Cursor::new(text));
    let before = exported(scheduler).await;
    if let Err(error) = import(text.into()).await {
        assert!((1..100_000).contains(&error.to_string().len()));
        assert_eq!(exported(scheduler).await, before);
        return Err(error.kind());
    }
    let after = exported(scheduler).await;
    let again = import(after.clone().into()).on_conflict(OnConflict::Replace).await.unwrap();
    assert_eq!(again.jobs_that_are(ImportChange::Unchanged).count(), again.jobs().len(), "{again}");
    scheduler.remove_all_jobs().await.unwrap();
    import(after.clone().into()).await.unwrap();
    assert_eq!(exported(scheduler).await, after);
    scheduler.remove_all_jobs().await.unwrap();
    Ok(())
}

async fn exported(scheduler: &Scheduler) -> String {
    scheduler.export_jobs_to(io::sink()).await.unwrap().json().to_owned()
}
