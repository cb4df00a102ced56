use std::sync::Arc;
use std::time::Duration;

use aps_triggers::Trigger;
use chrono::{DateTime, TimeDelta, Utc};

use super::RunTimes;
use crate::job::JobRecord;

/// What becomes of a due job.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// What to run, in one submission, one after the other.
    pub(crate) run: RunTimes,
    /// When the first of that was due; a fire waits for those ahead of it.
    pub(crate) due: DateTime<Utc>,
    /// What was due before that and is rolled into it.
    pub(crate) coalesced: Option<RunTimes>,
    /// When the job is due next; `None` if its trigger has ended.
    pub(crate) next_run_time: Option<DateTime<Utc>>,
}

/// Plans a job that is due: `job.due_time() <= now`.
///
/// As APScheduler does (`BaseScheduler._process_jobs`): all times up to `now`
/// are due; coalescing keeps the last. Unlike there, no list of them is made.
pub(crate) fn plan(job: &Arc<JobRecord>, now: DateTime<Utc>) -> Plan {
    let first = job.next_run_time;
    let LastDue { last, due, next_run_time } = last_due(job, now);
    if job.settings.coalesce {
        let coalesced = (first < last).then(|| RunTimes::before(job, first, last));
        Plan { run: RunTimes::through(job, last, last), due, coalesced, next_run_time }
    } else {
        let due = job.due_time();
        Plan { run: RunTimes::through(job, first, last), due, coalesced: None, next_run_time }
    }
}

/// When a job that is due runs next, without running it now.
pub(crate) fn next_run_time(job: &JobRecord, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    last_due(job, now).next_run_time
}

/// The last fire time of those that are due, when it was due, and which one comes after it.
struct LastDue {
    last: DateTime<Utc>,
    due: DateTime<Utc>,
    next_run_time: Option<DateTime<Utc>>,
}

/// Mostly it is the only one, and then the trigger is asked once.
fn last_due(job: &JobRecord, now: DateTime<Utc>) -> LastDue {
    let next = |last| job.trigger.next_fire_time(Some(last), now);
    let first = job.next_run_time;
    let second = next(first);
    if second.is_none_or(|second| second > now) {
        return LastDue { last: first, due: job.due_time_of(first), next_run_time: second };
    }
    let (last, due) = last_of_many(job, now);
    LastDue { last, due, next_run_time: next(last) }
}

/// How many fires are asked in turn. With a jitter that is longer than so many of them, what is due
/// after that is left for the next look, which is at once; meanwhile others have their turn.
const MOST_ASKED: usize = 10_000;

/// The last fire time, and when it was due, where there may be many.
///
/// Jitter does not change their order: what is due before the fire ahead of it waits
/// for that one, and is not late for it. Fires as old as the jitter is long are due for
/// certain, so the last of them is found by bisection; only those are asked that may be due
/// after it.
fn last_of_many(job: &JobRecord, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let first = job.next_run_time;
    let last_until = |time: Option<DateTime<Utc>>| match time.filter(|time| *time > first) {
        Some(time) => job.trigger.last_fire_time_until(first, time),
        None => first,
    };
    let Some(jitter) = job.trigger.max_jitter().and_then(|jitter| TimeDelta::from_std(jitter).ok()) else {
        let last = last_until(Some(now));
        return (last, job.due_time_of(last));
    };
    let certain = last_until(now.checked_sub_signed(jitter));
    let mut last = last_until(certain.checked_sub_signed(jitter));
    let mut due = job.due_time_of(last);
    for _ in 0..MOST_ASKED {
        let next = job.trigger.next_fire_time(Some(last), now).filter(|next| job.due_time_of(*next) <= now);
        let Some(next) = next else { break };
        (last, due) = (next, due.max(job.due_time_of(next)));
    }
    (last, due)
}

/// So much later, or as far as time goes.
pub(crate) fn later(time: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    let later = TimeDelta::from_std(by).ok().and_then(|by| time.checked_add_signed(by));
    later.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// So much sooner (later, if that is negative), or as far as time goes.
pub(crate) fn earlier(time: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    let end = if by < TimeDelta::zero() { DateTime::<Utc>::MAX_UTC } else { DateTime::<Utc>::MIN_UTC };
    time.checked_sub_signed(by).unwrap_or(end)
}

/// How late a run starts; zero if it is early, as after a clock was set back.
pub(crate) fn lateness(due: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (now - due).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fmt;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger, IntervalTrigger};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn job(trigger: impl Into<AnyTrigger>, next_run_time: &str, coalesce: bool) -> Arc<JobRecord> {
        let mut job = JobRecord::for_test("job", trigger, at(next_run_time));
        Arc::make_mut(&mut job.settings).coalesce = coalesce;
        Arc::new(job)
    }

    fn hourly(next_run_time: &str, coalesce: bool) -> Arc<JobRecord> {
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

    /// Every minute; how often it was asked.
    #[derive(Debug, Default)]
    struct Asked(AtomicUsize);

    impl fmt::Display for Asked {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("every minute")
        }
    }

    impl Trigger for Asked {
        fn next_fire_time(
            &self,
            previous: Option<DateTime<Utc>>,
            now: DateTime<Utc>,
        ) -> Option<DateTime<Utc>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Some(previous.unwrap_or(now) + TimeDelta::minutes(1))
        }
    }

    /// A search for the next fire time may be long.
    #[test]
    fn on_time_the_trigger_is_asked_once() {
        let asked = Arc::new(Asked::default());
        let trigger: Arc<dyn Trigger> = asked.clone();
        let job = job(trigger, "2026-01-01T10:00:00Z", true);
        let planned = plan(&job, at("2026-01-01T10:00:00.001Z"));
        assert_eq!(planned.next_run_time, Some(at("2026-01-01T10:01:00Z")));
        assert_eq!(asked.0.load(Ordering::Relaxed), 1);
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

    /// Also when those ahead of it have a longer delay, and however long ago all that was.
    #[test]
    fn the_last_of_those_with_jitter_is_due_when_all_ahead_of_it_are() {
        let trigger = CronTrigger::parse("0,5,30 * * * * *").unwrap().jitter(Duration::from_secs(22));
        for minutes in 0..40 {
            let first = at("2026-01-01T10:02:00Z") + TimeDelta::minutes(minutes);
            let end = first + TimeDelta::seconds(66);
            let job = Arc::new(JobRecord::for_test("0", trigger.clone().end_date(end), first));
            let fires = RunTimes::through(&job, first, end);
            let due = fires.iter().map(|time| job.due_time_of(time)).max();
            assert_eq!(Some(plan(&job, end + TimeDelta::minutes(1)).due), due, "from {first}");
        }
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
    fn with_a_jitter_of_very_many_fires_the_rest_is_left_for_the_next_look() {
        let every_second =
            IntervalTrigger::every(Duration::from_secs(1)).start_date(at("2026-01-01T00:00:00Z"));
        let trigger = every_second.jitter(Duration::from_secs(18 * 3_600));
        let now = at("2026-01-03T00:00:00Z");
        let mut job = job(trigger, "2026-01-01T00:00:00Z", true);
        let mut looks = 0;
        while job.due_time() <= now {
            Arc::make_mut(&mut job).next_run_time = plan(&job, now).next_run_time.unwrap();
            looks += 1;
        }
        // 18 hours are due for certain and asked in turn.
        assert_eq!(looks, 18 * 3_600 / MOST_ASKED + 1);
    }

    /// Every minute, with a jitter longer than that.
    fn jittered(coalesce: bool) -> Arc<JobRecord> {
        let trigger = CronTrigger::parse("* * * * *").unwrap().jitter(Duration::from_secs(90));
        job(trigger, "2026-01-01T00:00:00Z", coalesce)
    }

    /// Every instant at which something is due, until a time, and what is run then.
    fn follow(mut job: Arc<JobRecord>, until: &str) -> Vec<(DateTime<Utc>, Vec<DateTime<Utc>>)> {
        let mut story = Vec::new();
        while job.due_time() < at(until) {
            let now = job.due_time();
            let plan = plan(&job, now);
            story.push((now, plan.run.iter().collect()));
            Arc::make_mut(&mut job).next_run_time = plan.next_run_time.unwrap();
        }
        story
    }

    #[test]
    fn jitter_neither_skips_nor_reorders_nor_adds_up() {
        let story = follow(jittered(false), "2026-01-02T00:00:00Z");
        let fires: Vec<_> = story.iter().flat_map(|(_, fires)| fires.clone()).collect();
        let minutes = (0..).map(|minute| at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minute));
        assert_eq!(fires, minutes.take(fires.len()).collect::<Vec<_>>());
        assert!(fires.len() > 24 * 60 - 3);
        for (now, fires) in &story {
            let late: Vec<_> = fires.iter().map(|fire| (*now - fire).num_milliseconds()).collect();
            assert!(late.iter().all(|late| (0..=90_000).contains(late)), "{now}: {late:?}");
        }
        assert!(story.iter().any(|(_, fires)| fires.len() > 1), "no fire ever waited for the one ahead");
    }

    /// What waits for the fire ahead of it is due with that one.
    #[test]
    fn with_jitter_a_coalesced_run_is_due_with_the_last_of_what_it_stands_for() {
        let mut job = jittered(true);
        let mut coalesced = 0;
        while job.next_run_time < at("2026-01-01T03:00:00Z") {
            let now = job.due_time();
            let plan = plan(&job, now);
            assert_eq!(plan.due, now);
            coalesced += plan.coalesced.map_or(0, |times| times.iter().count());
            Arc::make_mut(&mut job).next_run_time = plan.next_run_time.unwrap();
        }
        assert!(coalesced > 0);
    }

    #[test]
    fn a_century_of_missed_seconds_is_planned_without_counting_them_also_with_jitter() {
        let every_second = CronTrigger::parse("* * * * * *").unwrap().jitter(Duration::from_secs(5));
        let job = job(every_second, "1970-01-01T00:00:00Z", true);
        let plan = plan(&job, at("2070-01-01T00:00:00Z"));
        let (last, next) = (plan.run.first(), plan.next_run_time.unwrap());
        assert!(last >= at("2069-12-31T23:59:55Z") && job.due_time_of(last) <= at("2070-01-01T00:00:00Z"));
        assert!(job.due_time_of(next) > at("2070-01-01T00:00:00Z"));
    }

    #[test]
    fn an_early_run_is_not_late() {
        assert_eq!(lateness(at("2026-01-01T10:00:00Z"), at("2026-01-01T09:00:00Z")), Duration::ZERO);
        assert_eq!(lateness(at("2026-01-01T10:00:00Z"), at("2026-01-01T10:00:02Z")), Duration::from_secs(2));
    }
}
