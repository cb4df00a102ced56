use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, DateTrigger, JobId, TimeZone};

use super::{Peer, When};
use crate::runs;

#[job]
async fn begin() {
    runs::begin();
}

pub struct Aps(Scheduler);

impl Peer for Aps {
    type Id = JobId;

    const KEEPS_PHASES: bool = true;
    const ADDS_MANY: bool = true;

    async fn start() -> Self {
        let scheduler = Scheduler::builder().timezone(TimeZone::UTC).build().expect("a scheduler");
        scheduler.start().await.expect("started");
        Aps(scheduler)
    }

    async fn add(&mut self, when: When) -> JobId {
        self.0.add_job(begin::job(), trigger(when)).await.expect("added").id().clone()
    }

    async fn add_many(&mut self, whens: impl Iterator<Item = When>) {
        let jobs = whens.map(|when| self.0.add_job(begin::job(), trigger(when)));
        self.0.add_jobs(jobs).await.expect("added");
    }

    async fn remove(&mut self, id: JobId) {
        self.0.remove_job(id).await.expect("removed");
    }
}

fn trigger(when: When) -> AnyTrigger {
    const SECOND: IntervalTrigger = IntervalTrigger::every(Duration::from_secs(1));
    match when {
        When::Far(index) if index % 2 == 0 => IntervalTrigger::days(1).into(),
        When::Far(_) => CronTrigger::parse("0 0 1 1 *").expect("cron").into(),
        When::At(instant) => DateTrigger::at(instant).into(),
        When::EverySecond => CronTrigger::parse("* * * * * *").expect("cron").into(),
        When::EverySecondFrom(start) => SECOND.start_date(start).into(),
    }
}
