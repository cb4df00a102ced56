use std::str::FromStr;

use apalis::prelude::*;
use apalis_cron::{CronScheduler, Tick};
use cron::Schedule;
use tokio::task::JoinHandle;

use super::{Peer, When};
use crate::runs;

async fn begin(_: Tick) {
    runs::begin();
}

/// A worker is one schedule, so there is nothing that they have in common.
pub struct Apalis;

impl Peer for Apalis {
    type Id = JoinHandle<()>;

    async fn start() -> Self {
        Apalis
    }

    async fn add(&mut self, when: When) -> Self::Id {
        let schedule = Schedule::from_str(&super::cron(when)).expect("cron");
        let worker = WorkerBuilder::new("worker").backend(CronScheduler::new(schedule)).build(begin);
        tokio::spawn(async { drop(worker.run().await) })
    }

    async fn remove(&mut self, id: Self::Id) {
        id.abort();
    }
}
