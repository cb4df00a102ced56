//! How much is kept of what became of runs.

use std::time::Duration;

use aps_runtime::{HistoryQuery, RunStore, SqliteStore};

use crate::folder::Folder;
use crate::trial::{at, join};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So many runs, one a second before the beginning of 2026, and one that goes on.
async fn store_of(folder: &Folder, runs: i64, keep_for: Duration, at_most: u64) -> SqliteStore {
    let store = folder.store().history(keep_for, at_most);
    join(&store).await.unwrap();
    folder.sql(&format!(
        "insert into aps_runs (job_id, scheduled_at, generation, through_at, manual, state, node_name, token,
            fence, attempts, ended_at, ended_us, slot)
        with recursive n(i) as (select 0 union all select i + 1 from n where i < {runs})
        select 'a', '2025-01-01T00:00:00Z', i, '2025-01-01T00:00:00Z', 0,
            case when i = 0 then 'running' else 'executed' end, 'gone', 1, 1, 1,
            case when i > 0 then '2025-01-01T00:00:00Z' end,
            case when i > 0 then {} - i * 1000000 end,
            case when i = 0 then 0 end
        from n",
        at(0).timestamp_micros()
    ));
    store
}

async fn left(folder: &Folder, store: &SqliteStore) -> Vec<String> {
    store.tend(at(0)).await.unwrap();
    // The oldest that is left is known by its number.
    folder.sql(
        "select count(*) from aps_runs where ended_us is not null union all select max(generation) from aps_runs",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_kept_than_was_said() {
    let folder = Folder::new();
    let store = store_of(&folder, 3_500, 365 * DAY, 100).await;
    assert_eq!(left(&folder, &store).await, ["100", "100"]);
    assert_eq!(left(&folder, &store).await, ["100", "100"]);
    let query = HistoryQuery::last(1_000);
    assert_eq!(RunStore::history(&store, &query).await.unwrap().len(), 101, "and what goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_for_longer_than_was_said() {
    let folder = Folder::new();
    let store = store_of(&folder, 3_500, Duration::from_secs(60), 1_000_000).await;
    assert_eq!(left(&folder, &store).await, ["59", "59"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn little_is_left_as_it_is() {
    let folder = Folder::new();
    let store = store_of(&folder, 100, 365 * DAY, 100).await;
    assert_eq!(left(&folder, &store).await, ["100", "100"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_if_that_was_said() {
    let folder = Folder::new();
    let store = store_of(&folder, 100, 365 * DAY, 0).await;
    assert_eq!(left(&folder, &store).await, ["0", "0"]);
}

/// Together they would be too many, and none is older than another.
#[tokio::test(flavor = "multi_thread")]
async fn runs_that_ended_at_once_are_kept_together() {
    let folder = Folder::new();
    let store = store_of(&folder, 10, 365 * DAY, 5).await;
    folder.sql(
        "update aps_runs set ended_us = (select max(ended_us) from aps_runs) where ended_us is not null",
    );
    assert_eq!(left(&folder, &store).await, ["10", "10"]);
}

/// By which it is found out what became of them.
#[tokio::test(flavor = "multi_thread")]
async fn writes_of_jobs_are_kept_for_as_long_as_somebody_may_ask() {
    let folder = Folder::new();
    let store = folder.store_with(&[("a", at(1)), ("b", at(1))]).await;
    let kept = || folder.sql("select count(*) from aps_writes");
    store.tend(at(60 * 60 + 29)).await.unwrap();
    assert_ne!(kept(), ["0"]);
    // And the length of a lease.
    store.tend(at(60 * 60 + 90)).await.unwrap();
    assert_eq!(kept(), ["0"]);
}
