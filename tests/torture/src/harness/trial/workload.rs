//! The jobs of a trial, and how they are told to a scheduler.

use std::time::Duration;

use aps_runtime::prelude::*;
use chrono::{DateTime, TimeDelta, Utc};

use super::super::jobs::work;
use crate::{CronFields, Job, OnNodeLoss, Schedule};

/// A job, and what its body does.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) job: Job,
    millis: u64,
    fails: bool,
}

/// How many jobs there are beside those with a meaning of their own.
const CROWD: u32 = 12;

/// All jobs, which fire from an instant on. Of those a controller may pause and resume any.
pub(super) fn tasks(start: DateTime<Utc>) -> Vec<Task> {
    let every = |id: &str, seconds, millis| Task { job: job(id, seconds, start), millis, fails: false };
    let with = |task: Task, change: fn(&mut Job)| {
        let mut task = task;
        change(&mut task.job);
        task
    };
    let rerun: fn(&mut Job) = |job| job.on_node_loss = OnNodeLoss::Rerun;
    let mut tasks = vec![
        every("plain", 1, 200),
        with(every("rerun", 1, 600), rerun),
        with(every("long", 1, 2_600), |job| job.max_instances = 2),
        with(every("long-rerun", 2, 3_000), |job| {
            (job.max_instances, job.on_node_loss) = (2, OnNodeLoss::Rerun);
        }),
        with(every("grace", 1, 100), |job| job.misfire_grace_ms = Some(500)),
        with(every("each", 1, 100), |job| job.coalesce = false),
        with(every("each-rerun", 1, 150), |job| {
            (job.coalesce, job.on_node_loss) = (false, OnNodeLoss::Rerun);
        }),
        with(every("each-of-two", 1, 400), |job| (job.coalesce, job.max_instances) = (false, 2)),
        with(every("each-in-time", 1, 100), |job| {
            (job.coalesce, job.misfire_grace_ms) = (false, Some(1_500));
        }),
        every("rare", 7, 100),
        with(every("cron", 1, 100), |job| job.schedule = Schedule::Cron(every_third_second())),
        Task { fails: true, ..every("failing", 2, 50) },
    ];
    tasks.extend((0..CROWD).map(|number| every(&format!("crowd-{number}"), 1 + number % 3, 20)));
    tasks
}

/// One that is going to be removed.
pub(super) fn removed(start: DateTime<Utc>) -> Task {
    Task { job: job("removed", 1, start), millis: 100, fails: false }
}

/// One that is added when others have been running for long.
pub(super) fn added(number: u64, start: DateTime<Utc>) -> Task {
    Task { job: job(&format!("added-{number}"), 1, start), millis: 50, fails: false }
}

/// What stands for a job that no node can run.
pub(super) fn bad(id: &str) -> Job {
    Job { schedule: Schedule::Never, ..job(id, 1, DateTime::UNIX_EPOCH) }
}

fn job(id: &str, seconds: u32, start: DateTime<Utc>) -> Job {
    Job {
        id: id.into(),
        schedule: Schedule::Interval { seconds, start },
        max_instances: 1,
        coalesce: true,
        misfire_grace_ms: None,
        on_node_loss: OnNodeLoss::Abandon,
    }
}

fn every_third_second() -> CronFields {
    let every = || "*".to_owned();
    CronFields {
        second: "*/3".into(),
        minute: every(),
        hour: every(),
        day: every(),
        month: every(),
        day_of_week: every(),
    }
}

/// The first whole second that is so much later.
pub(super) fn whole_second_after(now: DateTime<Utc>, length: TimeDelta) -> DateTime<Utc> {
    let micros = (now + length).timestamp_micros();
    DateTime::from_timestamp(micros.div_euclid(1_000_000) + 1, 0).unwrap_or(now)
}

impl Task {
    /// Adds it to the store of a scheduler.
    pub(super) async fn add(&self, scheduler: &Scheduler) -> aps_runtime::Result<()> {
        let Job { id, schedule, max_instances, coalesce, misfire_grace_ms, on_node_loss } = &self.job;
        let call = work::job(self.millis, self.fails);
        let adding = match schedule {
            Schedule::Interval { seconds, start } => {
                let length = Duration::from_secs((*seconds).into());
                scheduler.add_job(call, IntervalTrigger::every(length).start_date(*start))
            }
            Schedule::Cron(fields) => scheduler.add_job(call, cron(fields)?),
            Schedule::Never => return Ok(()),
        };
        let grace = misfire_grace_ms.and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis);
        let adding =
            adding.id(id).max_instances(*max_instances).coalesce(*coalesce).misfire_grace_time(grace);
        let adding = adding.on_node_loss(match on_node_loss {
            OnNodeLoss::Abandon => aps_runtime::OnNodeLoss::Abandon,
            OnNodeLoss::Rerun => aps_runtime::OnNodeLoss::Rerun,
        });
        adding.await.map(drop)
    }
}

fn cron(fields: &CronFields) -> aps_runtime::Result<CronTrigger> {
    let builder = CronTrigger::builder().second(&fields.second).minute(&fields.minute).hour(&fields.hour);
    let builder = builder.day(&fields.day).month(&fields.month).day_of_week(&fields.day_of_week);
    Ok(builder.build()?)
}
