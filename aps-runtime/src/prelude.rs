//! What most programs need: `use aps_runtime::prelude::*;`.

#[doc(no_inline)]
pub use crate::{
    CronTrigger, DateTrigger, Event, EventMask, IntervalTrigger, Job, JobContext, JobError, Scheduler,
    SchedulerState, ThreadPoolExecutor, TimeZone, Trigger, Wait, job, scheduled_job,
};
