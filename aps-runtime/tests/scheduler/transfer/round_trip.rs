//! From one store to another by way of a file, nothing is lost.

use std::num::NonZeroU32;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{
    AddJob, AnyTrigger, JobRecord, JobStore, KeyedFields, MemoryStore, MisfireGraceTime, Moment, OnNodeLoss,
    Retry, TimeZone,
};
use chrono::{DateTime, Utc};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Map, Value};

use super::{exported, import, take};
use crate::harness::{Harness, instant, succeed};
use crate::hooked::Hooked;

/// Every store that there is: jobs are moved from each to each.
const STORES: [fn() -> Hooked; 1] = [|| Hooked::over(MemoryStore::new())];

/// The same cases every time, unless the environment asks for others.
fn config() -> Config {
    let given = Config::default();
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_122),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    Config { rng_seed, failure_persistence: None, cases: given.cases / 4, ..given }
}

/// All that can be said of a job.
#[derive(Debug, Clone)]
struct Said {
    call: Option<Call>,
    trigger: AnyTrigger,
    name: Option<String>,
    coalesce: bool,
    max_instances: u32,
    grace: Option<Duration>,
    timeout: Option<Duration>,
    retry: Retry,
    rerun: bool,
    next_run_time: Option<DateTime<Utc>>,
    paused: bool,
    tags: Vec<String>,
    metadata: Vec<(String, String)>,
}

type Call = (Value, (i64, u64, f64), Option<String>);

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(vec!["", "ä", "🦀", "\u{0}", "\\\"", "\u{2028}", "${HOME}", "e\u{301}", "\r\n"])
            .prop_map(str::to_owned),
    ]
}

/// A name, a tag or a key.
fn word() -> impl Strategy<Value = String> {
    text().prop_filter("none is empty", |text| !text.is_empty())
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
        prop::sample::select(vec![
            0.1,
            -0.0,
            5e-324,
            f64::MAX,
            f64::MIN_POSITIVE,
            9_007_199_254_740_993.0,
            1e16
        ]),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (any::<u64>(), 0_u32..1_000_000_000).prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
        (0_u64..100_000, 0_u32..1_000_000_000).prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
        (0_u64..100_000).prop_map(Duration::from_secs),
        Just(Duration::MAX),
    ]
}

fn zone() -> impl Strategy<Value = Option<TimeZone>> {
    let names = vec!["UTC", "Europe/Helsinki", "America/Vancouver", "Pacific/Apia", "Asia/Kathmandu"];
    prop::option::of(prop::sample::select(names).prop_map(|name| TimeZone::get(name).unwrap()))
}

fn soon() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..400_000_000, 0_u32..1_000_000_000).prop_map(|(seconds, nanos)| {
        DateTime::from_timestamp(instant("10:00").timestamp() + seconds, nanos).unwrap()
    })
}

fn jitter() -> impl Strategy<Value = Option<Duration>> {
    prop::option::of(
        (1_u64..5000, 0_u32..1_000_000_000).prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
    )
}

fn single_trigger() -> impl Strategy<Value = AnyTrigger> {
    let crontab = prop::sample::select(vec![
        "*/5 * * * *",
        "0 0 1-15 may-aug *",
        "0 0 15W * 5#2",
        "*/7 * * * * *",
        "@daily",
        "0 3 L * *",
    ]);
    let cron = (crontab, zone(), jitter()).prop_map(|(text, zone, jitter)| {
        let cron = CronTrigger::parse(text).unwrap();
        let cron = if let Some(zone) = zone { cron.timezone(zone) } else { cron };
        AnyTrigger::from(if let Some(jitter) = jitter { cron.jitter(jitter) } else { cron })
    });
    let days = prop::sample::select(vec!["3rd fri", "last sat", "*/2", "1-5,last"]);
    let keyed = (days, 0_u8..24, prop::option::of(soon())).prop_map(|(day, hour, end)| {
        let hour = hour.to_string();
        let cron =
            CronTrigger::keyed(&KeyedFields { day: Some(day), hour: Some(&hour), ..KeyedFields::default() })
                .unwrap();
        AnyTrigger::from(if let Some(end) = end {
            cron.end_date(end + chrono::TimeDelta::days(4000))
        } else {
            cron
        })
    });
    let interval = (1_u64..10_000_000, 0_u32..1_000_000_000, prop::option::of(soon()), jitter()).prop_map(
        |(seconds, nanos, start, jitter)| {
            let interval = IntervalTrigger::every(Duration::new(seconds, nanos));
            let interval = if let Some(start) = start { interval.start_date(start) } else { interval };
            AnyTrigger::from(if let Some(jitter) = jitter { interval.jitter(jitter) } else { interval })
        },
    );
    let date = soon().prop_map(|at| DateTrigger::at(at).into());
    let calendar = (1_u32..20, zone(), 0_u8..24).prop_map(|(months, zone, hour)| {
        let calendar = CalendarIntervalTrigger::months(months).at(hour, 30, 0);
        AnyTrigger::from(if let Some(zone) = zone { calendar.timezone(zone) } else { calendar })
    });
    prop_oneof![cron, keyed, interval, date, calendar]
}

fn trigger() -> impl Strategy<Value = AnyTrigger> {
    let hourly = || AnyTrigger::from(CronTrigger::parse("0 * * * *").unwrap());
    prop_oneof![
        4 => single_trigger(),
        1 => vec(single_trigger(), 1..4).prop_map(|members| OrTrigger::new(members).unwrap().into()),
        1 => prop::sample::select(vec!["0 */2 * * *", "0 0 * * mon", "0 12 1 * *"])
            .prop_map(move |crontab| AndTrigger::new([hourly(), CronTrigger::parse(crontab).unwrap().into()]).unwrap().into()),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    let call = prop::option::of((json(), (any::<i64>(), any::<u64>(), number()), prop::option::of(text())));
    let retry =
        (1_u32.., duration(), 1_u32.., duration()).prop_map(|(attempts, delay, factor, max_delay)| {
            let count = |count| NonZeroU32::new(count).unwrap();
            Retry::attempts(count(attempts)).delay(delay).factor(count(factor)).max_delay(max_delay)
        });
    let timeout = duration().prop_filter("no run ends in no time", |timeout| !timeout.is_zero());
    let what = (call, trigger(), prop::option::of(word()));
    let how = (
        any::<bool>(),
        1_u32..,
        prop::option::of(duration()),
        prop::option::of(timeout),
        retry,
        any::<bool>(),
    );
    let when = (prop::option::of(prop_oneof![soon(), Just(DateTime::<Utc>::MAX_UTC)]), any::<bool>());
    let labels = (btree_set(word(), 0..3), btree_map(word(), text(), 0..3));
    (what, how, when, labels).prop_map(|(what, how, when, labels)| Said {
        call: what.0,
        trigger: what.1,
        name: what.2,
        coalesce: how.0,
        max_instances: how.1,
        grace: how.2,
        timeout: how.3,
        retry: how.4,
        rerun: how.5,
        next_run_time: when.0,
        paused: when.1,
        tags: labels.0.into_iter().collect(),
        metadata: labels.1.into_iter().collect(),
    })
}

impl Said {
    fn of(&self, scheduler: &Scheduler, id: usize) -> AddJob {
        let trigger = self.trigger.clone();
        let mut job = match self.call.clone() {
            Some((first, second, third)) => scheduler.add_job(take::job(first, second, third), trigger),
            None => scheduler.add_job(succeed::job(), trigger),
        };
        job = job.id(format!("job-{id}")).coalesce(self.coalesce).max_instances(self.max_instances);
        job = job.misfire_grace_time(self.grace).retry(self.retry);
        job = job.on_node_loss(if self.rerun { OnNodeLoss::Rerun } else { OnNodeLoss::Abandon });
        if let Some(name) = &self.name {
            job = job.name(name.as_str());
        }
        if let Some(timeout) = self.timeout {
            job = job.timeout(timeout);
        }
        if let Some(time) = self.next_run_time {
            job = job.next_run_time(time);
        }
        for tag in &self.tags {
            job = job.tag(tag);
        }
        for (key, value) in &self.metadata {
            job = job.metadata(key, value);
        }
        job.paused(self.paused)
    }
}

/// Two stores, and in the first one these jobs.
async fn harness(said: &[Said], stores: (&Hooked, &Hooked)) -> Harness {
    let builder = Scheduler::builder().job_store("from", stores.0.clone()).job_store("to", stores.1.clone());
    // Defaults that are not the usual ones, so that whatever is left out shows.
    let defaults = aps_runtime::JobDefaults {
        coalesce: false,
        max_instances: NonZeroU32::new(9).unwrap(),
        misfire_grace_time: MisfireGraceTime::Within(Duration::from_secs(9)),
        ..aps_runtime::JobDefaults::default()
    };
    let harness = Harness::new("09:30", builder.job_defaults(defaults));
    harness.scheduler.start_paused().await.unwrap();
    for (id, said) in said.iter().enumerate() {
        said.of(&harness.scheduler, id).jobstore("from").await.unwrap();
    }
    harness
}

fn assert_same(before: &JobRecord, after: &JobRecord) {
    assert_eq!(before.id, after.id);
    assert_eq!(before.function.name(), after.function.name());
    assert_eq!(before.arguments.as_json(), after.arguments.as_json());
    // Equal numbers may differ in how they are written.
    let text = |job: &JobRecord| serde_json::to_string(job.arguments.as_json()).unwrap();
    assert_eq!(text(before), text(after));
    assert_eq!(before.trigger, after.trigger);
    assert_eq!(before.settings, after.settings);
    assert_eq!(before.next_run_time, after.next_run_time);
    assert_eq!(before.paused, after.paused);
    assert_eq!(before.labels, after.labels);
}

async fn move_all(said: &[Said], from: &Hooked, to: &Hooked) {
    let harness = harness(said, (from, to)).await;
    let scheduler = &harness.scheduler;
    let file = scheduler.export_jobs_to(std::io::sink()).jobstore("from").await.unwrap();
    let report = import(scheduler, file.json()).jobstore("to").await.unwrap();
    assert_eq!(report.jobs().len(), said.len());
    let (before, after) = (from.jobs().await.unwrap(), to.jobs().await.unwrap());
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_same(before, after);
    }
    let again = scheduler.export_jobs_to(std::io::sink()).jobstore("to").await.unwrap();
    assert_eq!(again.json(), file.json().replace("\"jobstore\": \"from\"", "\"jobstore\": \"to\""));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_lost_between_any_two_stores(said in vec(said(), 0..4)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for from in STORES {
            for to in STORES {
                runtime.block_on(move_all(&said, &from(), &to()));
            }
        }
    }
}

/// What is moved does afterwards what it would have done.
#[tokio::test]
async fn jobs_that_were_moved_run_as_they_would_have() {
    let hourly = |id: &str, scheduler: &Scheduler| {
        scheduler.add_job(succeed::job(), CronTrigger::parse("0 * * * *").unwrap()).id(id)
    };
    let stay = Harness::started("09:30").await;
    let leave = Harness::started("09:30").await;
    let arrive = Harness::started("09:30").await;
    for harness in [&stay, &leave] {
        hourly("late", &harness.scheduler).coalesce(false).await.unwrap();
        hourly("lost", &harness.scheduler).misfire_grace_time(Duration::from_secs(60)).await.unwrap();
        hourly("paused", &harness.scheduler).paused(true).await.unwrap();
        harness.run_until("10:30").await;
    }
    stay.log();
    let text = exported(&leave.scheduler).await;
    arrive.clock.set(instant("12:30"));
    import(&arrive.scheduler, text).await.unwrap();
    stay.jump_to("12:30").await;
    for harness in [&stay, &arrive] {
        harness.run_until("13:00").await;
    }
    let of_runs = ["submitted", "executed", "missed", "coalesced"];
    let mut logs = [stay.log_of(&of_runs), arrive.log_of(&of_runs)];
    for log in &mut logs {
        log.sort();
    }
    assert_eq!(logs[0], logs[1]);
    assert!(!logs[0].is_empty());
}

/// A moment on the clock of a zone stays one.
#[tokio::test]
async fn a_date_without_a_zone_is_one_of_the_zone_it_was_given() {
    let at = Moment::parse("2026-07-01 08:00:00").unwrap();
    let vancouver = Harness::new("09:30", Scheduler::builder());
    vancouver.scheduler.start().await.unwrap();
    let trigger = DateTrigger::at(at).timezone(TimeZone::get("America/Vancouver").unwrap());
    vancouver.scheduler.add_job(succeed::job(), trigger).id("a").await.unwrap();
    let text = exported(&vancouver.scheduler).await;
    assert!(
        text.contains("\"date\": \"2026-07-01 08:00:00\",\n        \"timezone\": \"America/Vancouver\""),
        "{text}"
    );
    let there = Harness::started("09:30").await;
    import(&there.scheduler, text).await.unwrap();
    assert_eq!(
        there.scheduler.job("a").await.unwrap().next_run_time(),
        Some("2026-07-01T15:00:00Z".parse().unwrap())
    );
}
