use std::time::Duration;

use tokio_cron_scheduler::{Job, JobScheduler};

use super::{Peer, When};
use crate::runs;

pub struct Tcs(JobScheduler);

impl Peer for Tcs {
    type Id = uuid::Uuid;

    async fn start() -> Self {
        let scheduler = JobScheduler::new().await.expect("a scheduler");
        scheduler.start().await.expect("started");
        Tcs(scheduler)
    }

    async fn add(&mut self, when: When) -> Self::Id {
        let job = match when {
            When::Far(index) if index % 2 == 0 => {
                Job::new_repeated_async(Duration::from_secs(86_400), |_, _| Box::pin(async { runs::begin() }))
            }
            when => Job::new_async(super::cron(when), |_, _| Box::pin(async { runs::begin() })),
        };
        self.0.add(job.expect("a job")).await.expect("added")
    }

    async fn remove(&mut self, id: Self::Id) {
        self.0.remove(&id).await.expect("removed");
    }
}
