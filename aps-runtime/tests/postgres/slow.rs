//! A server that is slow for longer than a lease lasts, or that somebody else keeps from answering: jobs are
//! late, and no run is lost for it.

use std::time::Duration;

use test_servers::{Mode, Proxy};

use crate::busy::Busy;
use crate::server::{Store, keep_jobs_locked, shared};
use crate::trial::{until, wait};

/// Longer than the lease is trusted.
#[tokio::test]
async fn a_network_that_is_slow_costs_no_lease() {
    let url = shared().fresh_database();
    let proxy = Proxy::before(&url);
    let busy = Busy::new(Store::new(proxy.url_through(&url)).unwrap()).await;
    proxy.set(Mode::Latency(Duration::from_millis(400)));
    for _ in 0..40 {
        wait(Duration::from_secs(1)).await;
        busy.has_its_lease();
    }
    proxy.set(Mode::Pass);
    busy.has_lost_nothing().await;
}

/// By somebody who has the jobs locked, say to change the table or to copy it.
#[tokio::test]
async fn jobs_that_others_keep_locked_cost_no_lease() {
    let url = shared().fresh_database();
    let busy = Busy::new(Store::new(&url).unwrap().lease(Duration::from_secs(15))).await;
    let lock = keep_jobs_locked(&url, 20);
    busy.fails_with("the database ").await;
    until("the lock is released", async || lock.is_finished()).await;
    busy.works_again().await;
    busy.has_lost_nothing().await;
}
