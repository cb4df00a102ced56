//! What most programs need: `use aps_runtime::prelude::*;`.

#[doc(no_inline)]
pub use crate::{
    AndTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, Event, EventMask, IntervalTrigger, Job,
    JobContext, JobError, Json, Now, OrTrigger, Retry, Scheduler, SchedulerState, State, ThreadPoolExecutor,
    TimeZone, Trigger, Wait, at, cron, every, job, scheduled_job,
};
