//! What generated code may name. Not for people: nothing here is stable.

pub use aps_triggers::calendar_interval::CalendarInterval;
pub use aps_triggers::cron::{
    CronExpression, CronFields, CronOptions, DayRule, DstGap, DstOverlap, YearRange,
};
pub use aps_triggers::date::{LocalDate, Moment};
pub use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
    TimeZone, ZoneCell,
};
pub use core::option::Option::{None, Some};
pub use linkme;
pub use {core, std};

pub use crate::entry::{Flavor, IntoScheduler, MainConfig, run_main};
pub use crate::job::{
    Arguments, BoxFuture, Codec, Inject, IntoJobResult, JobBody, JobCall, JobContext, JobError, JobFunction,
    JobOptions, JobResult, Json, MisfireGraceTime, OnNodeLoss, Registration, Retry, ScheduledJob,
    SourceLocation, State, StateType, codec, default_id, no_arguments,
};

/// What was generated, as it is. Where the path of the crate is wrong, this one name is not
/// found, in place of each that was generated.
#[doc(hidden)]
#[macro_export]
macro_rules! __generated {
    ($($generated:tt)*) => {
        $($generated)*
    };
}
pub use crate::__generated as generated;

/// What every `#[job]` and `#[scheduled_job]` adds to the program.
///
/// The linker finds the elements by the name of this static alone, so the name
/// carries a version: two versions of this crate in one program must not share it.
#[linkme::distributed_slice]
pub static REGISTRATIONS_V1: [Registration];

/// The types of job stores that a configuration can name; see `job_store_type!`.
#[cfg(feature = "config")]
#[linkme::distributed_slice]
pub static JOB_STORE_TYPES_V1: [JobStoreType];

/// The same, of executors; see `executor_type!`.
#[cfg(feature = "config")]
#[linkme::distributed_slice]
pub static EXECUTOR_TYPES_V1: [ExecutorType];

#[cfg(feature = "config")]
pub use crate::config::types::{ExecutorType, JobStoreType, executor, job_store};

pub use crate::__register_type as register_type;

/// The tests that become worker processes; see `testing::process_worker!`.
#[cfg(all(unix, feature = "process-pool"))]
#[linkme::distributed_slice]
pub static PROCESS_WORKER_TESTS_V1: [&'static str];

#[cfg(all(unix, feature = "process-pool"))]
pub use crate::worker::enter_if_wanted;

/// The place in the source where this is called, which for generated code is that of the
/// outermost macro.
#[track_caller]
pub const fn here(module: &'static str) -> SourceLocation {
    let place = core::panic::Location::caller();
    SourceLocation { module, file: place.file(), line: place.line(), column: place.column() }
}
