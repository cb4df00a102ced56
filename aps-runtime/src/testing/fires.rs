use std::ops::Range;

use aps_triggers::date::Moment;
use aps_triggers::{AnyTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};

use crate::error::Error;
use crate::job::IntoTrigger;
use crate::registry::Registry;
use crate::scheduler::Zone;

/// When a job that is declared in this program fires, from the start of a period up to but not
/// including its end, as the clocks of `timezone` show it. Nothing is run.
///
/// `timezone` is the scheduler's: a trigger that names a zone of its own goes by that one.
/// The period is given in `timezone` too, as dates (`"2026-10-01"`) or times
/// (`"2026-10-01 08:30:00"`). [Jitter](crate::AnyTrigger::max_jitter) is not part of fire times.
///
/// The last Friday of each month, and once, not twice, in the night in which the clocks of
/// Helsinki go back:
///
/// ```
/// use aps_runtime::prelude::*;
/// use aps_runtime::testing::fires_of;
///
/// #[scheduled_job(cron(day = "last fri", hour = 9), id = "report")]
/// async fn report() {}
///
/// #[scheduled_job(cron = "30 3 * * *", id = "backup")]
/// async fn backup() {}
///
/// # fn main() -> aps_runtime::Result<()> {
/// let autumn = fires_of("report", "Europe/Helsinki", "2026-10-01".."2026-12-01")?;
/// assert_eq!(autumn, ["2026-10-30 09:00:00 EET", "2026-11-27 09:00:00 EET"]);
/// let night = fires_of("backup", "Europe/Helsinki", "2026-10-25".."2026-10-26")?;
/// assert_eq!(night, ["2026-10-25 03:30:00 EEST"]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`JobLookup`](crate::ErrorKind::JobLookup) if no job by this id is linked into the program;
/// [`Registry`](crate::ErrorKind::Registry); [`Parse`](crate::ErrorKind::Parse) for a zone or a date.
pub fn fires_of(id: &str, timezone: impl Into<Zone>, period: Range<&str>) -> Result<Vec<String>, Error> {
    let registry = Registry::linked()?;
    let job = registry.jobs().find(|job| job.id == id).ok_or_else(|| Error::job_lookup(id))?;
    local_times(job.trigger.clone(), timezone.into().resolve()?, period)
}

/// As [`fires_of`], for a trigger.
///
/// ```
/// use aps_runtime::prelude::*;
/// use aps_runtime::testing::fires;
///
/// let payday = CronTrigger::parse("0 12 LW * *")?;
/// assert_eq!(fires(payday, "UTC", "2026-05-01".."2026-06-01")?, ["2026-05-29 12:00:00 UTC"]);
/// # Ok::<(), aps_runtime::Error>(())
/// ```
///
/// # Errors
///
/// [`Parse`](crate::ErrorKind::Parse) for a zone or a date.
pub fn fires(
    trigger: impl IntoTrigger,
    timezone: impl Into<Zone>,
    period: Range<&str>,
) -> Result<Vec<String>, Error> {
    let timezone = timezone.into().resolve()?;
    let start = instant(period.start, timezone)?;
    let trigger = trigger.into_trigger(|| start);
    local_times(trigger, timezone, period)
}

fn local_times(trigger: AnyTrigger, timezone: TimeZone, period: Range<&str>) -> Result<Vec<String>, Error> {
    let (start, end) = (instant(period.start, timezone)?, instant(period.end, timezone)?);
    let trigger = trigger.resolve(timezone, start);
    let first = trigger.next_fire_time(None, start);
    let times = std::iter::successors(first, |last| trigger.next_fire_time(Some(*last), *last));
    Ok(times.take_while(|time| *time < end).map(|time| timezone.to_local(time).to_string()).collect())
}

/// A date, a time or an instant as a test writes it.
pub(super) fn instant(text: &str, timezone: TimeZone) -> Result<DateTime<Utc>, Error> {
    Ok(Moment::parse(text)?.in_zone(timezone))
}
