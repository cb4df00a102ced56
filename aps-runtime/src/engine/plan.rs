use std::time::Duration;

use aps_triggers::Trigger;
use chrono::{DateTime, Utc};

use super::RunTimes;
use crate::job::JobRecord;

/// What becomes of a due job.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// What to run, in one submission, one after the other.
    pub(crate) run: RunTimes,
    /// What was due before that and is rolled into it.
    pub(crate) coalesced: Option<RunTimes>,
    /// When the job is due next; `None` if its trigger has ended.
    pub(crate) next_run_time: Option<DateTime<Utc>>,
}

/// Plans a job that is due: `job.next_run_time <= now`.
///
/// As APScheduler does (`BaseScheduler._process_jobs`): all times up to `now`
/// are due; coalescing keeps the last. Unlike there, no list of them is made.
pub(crate) fn plan(job: &JobRecord, now: DateTime<Utc>) -> Plan {
    let first = job.next_run_time;
    let last = job.trigger.last_fire_time_until(first, now);
    let next_run_time = job.trigger.next_fire_time(Some(last), now);
    if job.coalesce {
        let coalesced = (first < last).then(|| RunTimes::before(&job.trigger, first, last));
        Plan { run: RunTimes::through(&job.trigger, last, last), coalesced, next_run_time }
    } else {
        Plan { run: RunTimes::through(&job.trigger, first, last), coalesced: None, next_run_time }
    }
}

/// How late a run starts; zero if it is early, as after a clock was set back.
pub(crate) fn lateness(scheduled: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (now - scheduled).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn job(trigger: impl Into<AnyTrigger>, next_run_time: &str, coalesce: bool) -> JobRecord {
        JobRecord { coalesce, ..JobRecord::for_test("job", trigger, at(next_run_time)) }
    }

    fn hourly(next_run_time: &str, coalesce: bool) -> JobRecord {
        job(CronTrigger::parse("0 * * * *").unwrap(), next_run_time, coalesce)
    }

    #[test]
    fn on_time_there_is_one_run_and_the_next() {
        for coalesce in [true, false] {
            let plan = plan(&hourly("2026-01-01T10:00:00Z", coalesce), at("2026-01-01T10:00:00.001Z"));
            assert_eq!(plan.run.iter().collect::<Vec<_>>(), [at("2026-01-01T10:00:00Z")]);
            assert_eq!(plan.coalesced, None);
            assert_eq!(plan.next_run_time, Some(at("2026-01-01T11:00:00Z")));
        }
    }

    #[test]
    fn coalescing_keeps_the_last_due_time() {
        let plan = plan(&hourly("2026-01-01T10:00:00Z", true), at("2026-01-01T12:30:00Z"));
        assert_eq!(plan.run.iter().collect::<Vec<_>>(), [at("2026-01-01T12:00:00Z")]);
        let coalesced: Vec<_> = plan.coalesced.unwrap().iter().collect();
        assert_eq!(coalesced, [at("2026-01-01T10:00:00Z"), at("2026-01-01T11:00:00Z")]);
        assert_eq!(plan.next_run_time, Some(at("2026-01-01T13:00:00Z")));
    }

    #[test]
    fn without_coalescing_every_due_time_is_run() {
        let plan = plan(&hourly("2026-01-01T10:00:00Z", false), at("2026-01-01T12:00:00Z"));
        let run: Vec<_> = plan.run.iter().collect();
        assert_eq!(run, [at("2026-01-01T10:00:00Z"), at("2026-01-01T11:00:00Z"), at("2026-01-01T12:00:00Z")]);
        assert_eq!(plan.coalesced, None);
        assert_eq!(plan.next_run_time, Some(at("2026-01-01T13:00:00Z")));
    }

    #[test]
    fn a_trigger_that_has_ended_has_no_next_time() {
        let once = DateTrigger::at(at("2026-01-01T10:00:00Z"));
        let plan = plan(&job(once, "2026-01-01T10:00:00Z", true), at("2026-01-02T00:00:00Z"));
        assert_eq!(plan.run.iter().count(), 1);
        assert_eq!(plan.next_run_time, None);
    }

    #[test]
    fn a_century_of_missed_seconds_is_planned_without_counting_them() {
        let every_second = CronTrigger::parse("* * * * * *").unwrap();
        let plan = plan(&job(every_second, "1970-01-01T00:00:00Z", true), at("2070-01-01T00:00:00.5Z"));
        assert_eq!(plan.run.first(), at("2070-01-01T00:00:00Z"));
        assert_eq!(plan.next_run_time, Some(at("2070-01-01T00:00:01Z")));
    }

    #[test]
    fn an_early_run_is_not_late() {
        assert_eq!(lateness(at("2026-01-01T10:00:00Z"), at("2026-01-01T09:00:00Z")), Duration::ZERO);
        assert_eq!(lateness(at("2026-01-01T10:00:00Z"), at("2026-01-01T10:00:02Z")), Duration::from_secs(2));
    }
}
