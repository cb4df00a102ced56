//! What generated code may name. Not for people: nothing here is stable.

pub use aps_triggers::cron::{CronFields, CronOptions, DayRule, YearRange};
pub use aps_triggers::date::Moment;
pub use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger, IntervalTrigger, TimeZone, ZoneCell};
pub use linkme;
pub use {core, std};

pub use crate::entry::{Flavor, IntoScheduler, MainConfig, run_main};
pub use crate::job::{
    Arguments, BoxFuture, IntoJobResult, JobBody, JobCall, JobContext, JobError, JobFunction, JobOptions,
    JobResult, MisfireGraceTime, ScheduledJob, SourceLocation, decode_arguments, default_id, no_arguments,
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

/// Every function annotated with `#[job]` or `#[scheduled_job]`.
///
/// The linker finds the elements by the name of this static alone, so the name
/// carries a version: two versions of this crate in one program must not share it.
#[linkme::distributed_slice]
pub static JOB_FUNCTIONS_V1: [JobFunction];

/// Every `#[scheduled_job]`.
#[linkme::distributed_slice]
pub static SCHEDULED_JOBS_V1: [ScheduledJob];
