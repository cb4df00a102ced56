//! What most programs need: `use aps_runtime::prelude::*;`.

#[doc(no_inline)]
pub use crate::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, DstGap, DstOverlap, Event,
    EventMask, IntervalTrigger, Job, JobContext, JobError, Json, Now, OrTrigger, Retry, Scheduler,
    SchedulerState, State, ThreadPoolExecutor, TimeZone, Trigger, Wait, at, cron, every, job, scheduled_job,
};

#[cfg(feature = "mongodb")]
#[doc(no_inline)]
pub use crate::MongoStore;
#[cfg(feature = "mysql")]
#[doc(no_inline)]
pub use crate::MySqlStore;
#[cfg(feature = "postgres")]
#[doc(no_inline)]
pub use crate::PostgresStore;
#[cfg(feature = "redis")]
#[doc(no_inline)]
pub use crate::RedisStore;
#[cfg(feature = "sqlite")]
#[doc(no_inline)]
pub use crate::SqliteStore;
