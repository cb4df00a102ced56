//! What most programs need: `use aps_runtime::prelude::*;`.

#[doc(no_inline)]
pub use crate::{
    AndTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, Event, EventMask, IntervalTrigger, Job,
    JobContext, JobError, Now, OrTrigger, Scheduler, SchedulerState, ThreadPoolExecutor, TimeZone, Trigger,
    Wait, job, scheduled_job,
};
