//! A server that has no connection left, and a store that has none: who needs one is told, and the lease is kept.

use std::sync::Arc;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobStore, JobStoreHealth, Node, RunStore};
use test_servers::{Mode, Proxy};
use tokio::task::JoinHandle;

use crate::busy::Busy;
use crate::server::{FULL, Store, fill, start};
use crate::trial::{NOW, Trial, wait};

#[tokio::test]
async fn a_server_that_is_full_at_the_start_is_told() {
    let server = start();
    let store = Store::new(server.fresh_database()).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store).build().unwrap();
    let others = fill(&server);
    let error = scheduler.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    let told = format!("{error:?}");
    assert!(told.contains(FULL) && told.contains("help: let the server take more connections"), "{told}");
    drop(others);
    scheduler.start().await.unwrap();
}

#[tokio::test]
async fn a_scheduler_goes_on_with_the_connections_that_it_has() {
    let server = start();
    let store = Store::new(server.fresh_database()).unwrap().lease(Duration::from_secs(12));
    let busy = Busy::new(store).await;
    let others = fill(&server);
    // The lease is renewed meanwhile.
    for _ in 0..15 {
        wait(Duration::from_secs(1)).await;
        busy.has_its_lease();
        assert_eq!(busy.health(), JobStoreHealth::Ready);
    }
    drop(others);
    busy.has_lost_nothing().await;
}

#[tokio::test]
async fn a_scheduler_whose_connections_others_have_taken_goes_on_when_there_is_room() {
    let server = start();
    let url = server.fresh_database();
    let proxy = Proxy::before(&url);
    let busy = Busy::new(Store::new(proxy.url_through(&url)).unwrap()).await;
    proxy.set(Mode::Refuse);
    let others = fill(&server);
    proxy.set(Mode::Pass);
    busy.fails_with(FULL).await;
    drop(others);
    busy.works_again().await;
    busy.has_lost_nothing().await;
}

#[tokio::test]
async fn a_store_whose_connections_are_all_in_use_keeps_its_lease() {
    let trial = Trial::new().await;
    let job = trial.job("a");
    let node = Node::new([job.function.name()]);
    trial.store.add_job(Arc::new(job.clone())).await.unwrap();
    let store = Arc::new(Store::new(&trial.url).unwrap().max_connections(2));
    store.join(&node, NOW).await.unwrap();
    store.renew(NOW).await.unwrap();
    let held = trial.store.due_jobs(NOW, 1, &[]).await.unwrap();
    let waiting = [(); 2].map(|()| {
        let (store, job) = (store.clone(), job.clone());
        tokio::spawn(async move { store.update_job(job).await })
    });
    wait(Duration::from_millis(500)).await;
    store.renew(NOW).await.unwrap();
    assert!(!waiting.iter().any(JoinHandle::is_finished), "they wait for who holds the job");
    drop(held);
    for waiting in waiting {
        let _done_or_stale = waiting.await.unwrap().unwrap();
    }
}
