use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
};
use chrono::{DateTime, Utc};

/// Says when a job runs: any trigger, or [`Now`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a trigger",
    label = "not a trigger",
    note = "write `cron!(\"0 4 * * *\")`, `every!(\"60s\")`, `at!(\"2030-01-31 08:00:00\")` or `Now`",
    note = "what is only known at run time is read by `CronTrigger::parse(text)?`, or given as \
            `IntervalTrigger::every(length)` or `DateTrigger::at(time)`",
    note = "a trigger of a kind of your own is given as `AnyTrigger::custom(it)`"
)]
pub trait IntoTrigger {
    /// The trigger of a job that is added at the time that `now` gives.
    fn into_trigger(self, now: impl FnOnce() -> DateTime<Utc>) -> AnyTrigger;
}

/// Once, as soon as the job is added. APScheduler's `add_job` without a trigger.
///
/// A job that is added before the scheduler starts runs at the start, unless its `misfire_grace_time` is over
/// by then.
///
/// ```
/// use aps_runtime::prelude::*;
///
/// #[job]
/// async fn rebuild_index() {}
///
/// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
/// scheduler.add_job(rebuild_index::job(), Now).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now;

impl IntoTrigger for Now {
    fn into_trigger(self, now: impl FnOnce() -> DateTime<Utc>) -> AnyTrigger {
        DateTrigger::at(now()).into()
    }
}

impl IntoTrigger for AnyTrigger {
    fn into_trigger(self, _now: impl FnOnce() -> DateTime<Utc>) -> AnyTrigger {
        self
    }
}

/// One by one: for all that turn `Into<AnyTrigger>`, the compiler's message would be
/// about `From`, and teach nothing.
macro_rules! into_trigger {
    ($($trigger:ty),*) => {$(
        impl IntoTrigger for $trigger {
            fn into_trigger(self, _now: impl FnOnce() -> DateTime<Utc>) -> AnyTrigger {
                self.into()
            }
        }
    )*};
}

into_trigger!(CronTrigger, IntervalTrigger, DateTrigger, CalendarIntervalTrigger, AndTrigger, OrTrigger);
