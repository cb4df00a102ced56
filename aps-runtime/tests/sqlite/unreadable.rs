//! Jobs in which somebody has written what is none.

use std::sync::Arc;

use aps_runtime::{JobStore, RunStore, SqliteStore};
use chrono::TimeDelta;

use crate::folder::Folder;
use crate::logged::Logged;
use crate::trial::{at, due, id, ids, join};

const GARBAGE: &str = "update aps_jobs set job = '{\"id\": ' where id in ('due', 'far', 'paused')";

/// Of which a node is told.
async fn told(store: &SqliteStore) -> Vec<String> {
    let found = store.tend(at(1)).await.unwrap();
    let mut told: Vec<_> = found.unreadable.iter().map(|(id, _)| id.clone()).collect();
    told.sort();
    told
}

/// One that is due, before another, and some that are not.
async fn store_in(folder: &Folder) -> SqliteStore {
    let later = at(0) + TimeDelta::days(100);
    let store = folder.store_with(&[("due", at(-2)), ("sound", at(-1)), ("far", later)]).await;
    let mut paused = folder.job("paused", at(0)).await;
    paused.paused = true;
    store.add_job(Arc::new(paused)).await.unwrap();
    folder.sql("create table saved as select id, job from aps_jobs");
    folder.sql(GARBAGE);
    store
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_cannot_be_read_is_kept_and_in_nobodys_way() {
    let folder = Folder::new();
    let store = store_in(&folder).await;
    assert_eq!(told(&store).await, [""; 0]);
    assert_eq!(due(&store, 1).await, ["sound"]);
    assert_eq!(told(&store).await, ["due"]);
    assert_eq!(told(&store).await, [""; 0], "once");
    assert_eq!(store.next_run_time(&[]).await.unwrap(), Some(at(-1)));
    assert_eq!(ids(&store).await, ["sound"]);
    let error = store.job(&id("due")).await.unwrap_err().to_string();
    assert!(error.starts_with("job `due` cannot be read: "), "{error}");
    assert_eq!(folder.sql("select count(*) from aps_jobs where job = '{\"id\": '"), ["3"]);
    // It can be removed.
    assert!(store.remove_job(&id("due")).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_are_not_due_are_found_when_a_node_joins_and_read_again_when_they_are_mended() {
    let folder = Folder::new();
    store_in(&folder).await;
    let other = folder.store();
    join(&other).await.unwrap();
    assert_eq!(told(&other).await, ["due", "far", "paused"]);
    assert_eq!(told(&other).await, [""; 0], "once");
    assert_eq!(due(&other, 9).await, ["sound"]);
    folder.sql("update aps_jobs set job = (select job from saved where saved.id = aps_jobs.id)");
    let third = folder.store();
    join(&third).await.unwrap();
    assert_eq!(told(&third).await, [""; 0]);
    assert_eq!(due(&third, 9).await, ["due", "sound"]);
    assert_eq!(ids(&third).await, ["due", "sound", "far", "paused"]);
}

/// Whatever it is that makes no sense.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_garbage_is_kept() {
    let folder = Folder::new();
    let names = ["empty", "array", "time", "another", "keys", "sound"];
    let store = folder.store_with(&names.map(|name| (name, at(-1)))).await;
    for garbage in [
        "job = '' where id = 'empty'",
        "job = '[1, 2]' where id = 'array'",
        "next_run_time = 'soon' where id = 'time'",
        "job = (select job from aps_jobs where id = 'sound') where id = 'another'",
        "job = json_set(job, '$.unheard_of', 1, '$.max_instances', -1) where id = 'keys'",
    ] {
        folder.sql(&format!("update aps_jobs set {garbage}"));
    }
    assert_eq!(due(&store, 9).await, ["sound"]);
    assert_eq!(told(&store).await.len(), 5);
    assert_eq!(folder.sql("select count(*) from aps_jobs where problem is not null"), ["5"]);
}

/// Whoever lists the jobs sees at least in the log that some are missing.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_are_not_listed_are_logged() {
    let folder = Folder::new();
    let store = store_in(&folder).await;
    let logged = Logged::on_this_thread(tracing::Level::INFO);
    assert_eq!(ids(&store).await, ["sound"]);
    let log = logged.take();
    for id in ["due", "far", "paused"] {
        assert!(log.contains(&format!("job={id}")), "{id}: {log}");
    }
}
