//! What most programs need: `use aps_runtime::prelude::*;`.

#[doc(no_inline)]
pub use crate::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, DstGap, DstOverlap, Event,
    EventMask, IntervalTrigger, Job, JobContext, JobError, Json, Now, OrTrigger, Retry, Scheduler,
    SchedulerState, State, ThreadPoolExecutor, TimeZone, Trigger, Wait, at, cron, every, job, scheduled_job,
};
