//! Triggers as data, on every recorded argument of APScheduler, every crontab of the
//! corpus, and random triggers and values.

#![cfg(feature = "serde")]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::{DstGap, DstOverlap, KeyedFields};
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::interval::Unit;
use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
    TimeZone,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const RECORDED: &str = include_str!("data/apscheduler.jsonl");

/// A recorded trigger in this vocabulary: the arguments are the same, key for key.
fn form(case: &Value) -> Value {
    let (args, kind) = (&case["args"], case["kind"].as_str().unwrap());
    let mut form = match kind {
        "cron_fields" => json!({"cron": args}),
        "crontab" => json!({"cron": args["expr"]}),
        "calendarinterval" => json!({"calendar_interval": args}),
        "and" | "or" => {
            json!({kind: args["triggers"].as_array().unwrap().iter().map(form).collect::<Vec<_>>()})
        }
        kind => json!({kind: args}),
    };
    if matches!(kind, "and" | "or") {
        return form;
    }
    if let (Some(zone), None) = (case.get("timezone"), args.get("timezone")) {
        form["timezone"] = zone.clone();
    }
    form
}

/// There and back, as it is and as a scheduler resolves it.
fn round_trips(trigger: &AnyTrigger, zone: TimeZone) {
    let resolved = trigger.clone().resolve(zone, "2026-11-22T01:02:03.456Z".parse().unwrap());
    for trigger in [trigger, &resolved] {
        let text = serde_json::to_string(trigger).unwrap_or_else(|error| panic!("{trigger}: {error}"));
        let back: AnyTrigger = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(back, *trigger, "{text}");
        assert_eq!(back.to_string(), trigger.to_string(), "{text}");
        assert!(!back.describe().is_empty());
    }
}

/// Where the answer is not APScheduler's, how often, and why. All else agrees.
const DEVIATIONS: [(&str, usize); 10] = [
    ("read: a crontab with forms of Linux or Quartz", 6),
    ("read: an end before its start; whoever takes the trigger on asks `check`", 1),
    ("read: what makes APScheduler hang or break", 17),
    ("refused: a crontab with `last`, which is written `L`", 12),
    ("refused: a date without a date; data knows no `now`", 7),
    ("refused: an interval of no length, which is a second in APScheduler", 3),
    ("refused: it never fires, which APScheduler finds out by searching", 36),
    ("text: a calendar interval has one here, and not only a `repr`", 325),
    ("text: a crontab is shown as it is written, not as fields", 242),
    ("text: a date with an offset is shown on the clocks of the trigger's zone", 6),
];

/// Each recorded trigger is read, reads back, and is called what APScheduler calls it.
#[test]
fn the_arguments_of_apscheduler() {
    let mut deviations: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut read, mut refused) = (0, 0);
    for line in RECORDED.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let form = form(&case);
        let deviation = match serde_json::from_value::<AnyTrigger>(form.clone()) {
            Ok(trigger) => {
                read += 1;
                let zone = TimeZone::get(case["timezone"].as_str().unwrap_or("UTC")).unwrap();
                round_trips(&trigger, zone);
                let text = trigger.resolve(zone, "1970-01-01T00:00:00Z".parse().unwrap()).to_string();
                read_although_invalid(&case).or_else(|| text_differs(&case, &form, &text))
            }
            Err(error) => {
                refused += 1;
                assert!(error.to_string().starts_with("in `"), "{form}: {error}");
                refused_although_valid(&case, &error.to_string())
            }
        };
        if let Some(deviation) = deviation {
            *deviations.entry(deviation).or_default() += 1;
        }
    }
    let expected: BTreeMap<&str, usize> = DEVIATIONS.into_iter().collect();
    assert_eq!(deviations, expected);
    assert_eq!((read, refused), (2_750, 251));
}

fn read_although_invalid(case: &Value) -> Option<&'static str> {
    let error = case.get("right_error").or_else(|| case.get("expect_error"))?.as_str();
    Some(match (case["kind"].as_str(), error) {
        (_, Some("timeout" | "date value out of range")) => "read: what makes APScheduler hang or break",
        (Some("crontab"), _) => "read: a crontab with forms of Linux or Quartz",
        (_, Some("end_date cannot be earlier than start_date")) => {
            "read: an end before its start; whoever takes the trigger on asks `check`"
        }
        _ => panic!("{case} is read"),
    })
}

fn refused_although_valid(case: &Value, error: &str) -> Option<&'static str> {
    if case.get("right_error").or_else(|| case.get("expect_error")).is_some() {
        return None;
    }
    let reasons = [
        ("this never fires", "refused: it never fires, which APScheduler finds out by searching"),
        (
            "`last` is written so in the keyed form only",
            "refused: a crontab with `last`, which is written `L`",
        ),
        ("`run_date` is missing", "refused: a date without a date; data knows no `now`"),
        ("the length is zero", "refused: an interval of no length, which is a second in APScheduler"),
    ];
    let reason = reasons.into_iter().find(|(text, _)| error.contains(text));
    Some(reason.unwrap_or_else(|| panic!("{case}: {error}")).1)
}

fn text_differs(case: &Value, form: &Value, text: &str) -> Option<&'static str> {
    let theirs = case["str"].as_str().filter(|theirs| *theirs != text)?;
    let data = form.to_string();
    Some(match case["kind"].as_str() {
        _ if data.contains("calendar_interval") => {
            "text: a calendar interval has one here, and not only a `repr`"
        }
        _ if data.contains(r#""cron":""#) => "text: a crontab is shown as it is written, not as fields",
        Some("date") if has_offset(case["args"]["run_date"].as_str().unwrap()) => {
            "text: a date with an offset is shown on the clocks of the trigger's zone"
        }
        _ => panic!("{data}: {text} is not {theirs}"),
    })
}

fn has_offset(date: &str) -> bool {
    matches!(Moment::parse(date), Ok(Moment::Instant { .. }))
}

#[test]
fn crontabs_of_the_corpus() {
    let corpus = include_str!("data/real_crons.txt").lines().filter(|line| !line.starts_with('#'));
    let mut read = 0;
    for expression in corpus.filter_map(|line| line.split('\t').next()) {
        let data: Result<AnyTrigger, _> = serde_json::from_value(json!({"cron": expression}));
        match (data, CronTrigger::parse(expression)) {
            (Ok(data), Ok(parsed)) => {
                read += 1;
                assert_eq!(data, AnyTrigger::from(parsed));
                round_trips(&data, TimeZone::get("Europe/Berlin").unwrap());
            }
            (Err(data), Err(parsed)) => {
                let parsed: Vec<String> = parsed.iter().map(|error| error.render(expression)).collect();
                assert_eq!(data.to_string(), format!("in `cron`: {}", parsed.join("\n\nin `cron`: ")));
            }
            (data, parsed) => panic!("{expression}: {data:?}, {parsed:?}"),
        }
    }
    assert!(read > 250, "{read}");
}

const ZONES: &[&str] = &["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"];

fn zones() -> impl Strategy<Value = Option<TimeZone>> {
    proptest::option::of(proptest::sample::select(ZONES).prop_map(|name| TimeZone::get(name).unwrap()))
}

fn moments() -> impl Strategy<Value = Moment> {
    let nanos = || prop_oneof![Just(0_u32), 0..1_000_000_000_u32];
    let instant = (-62_135_600_000_i64..253_402_380_000, nanos())
        .prop_map(|(seconds, nanos)| Moment::Instant { seconds, nanos });
    let local = (1_u16..=9_999, 1_u8..=12, 1_u8..=28, (0_u8..24, 0_u8..60, 0_u8..60), nanos());
    let local = local.prop_map(|(year, month, day, (hour, minute, second), nanos)| Moment::Local {
        year,
        month,
        day,
        hour,
        minute,
        second,
        nanos,
    });
    prop_oneof![instant, local]
}

fn options() -> impl Strategy<Value = (Option<TimeZone>, Option<Moment>, Option<Moment>, Option<Duration>)> {
    let dates = || proptest::option::of(moments());
    (zones(), dates(), dates(), proptest::option::of(durations()))
}

fn durations() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0_u64..10_000).prop_map(Duration::from_secs),
        // Resolved, the first fire of a longer one would lie beyond the year 9999.
        (0_u64..200_000_000_000, 0_u32..1_000_000_000)
            .prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
        (0_u64..10_000_000).prop_map(Duration::from_micros),
    ]
}

const LINES: &[&str] = &[
    "*/5 * * * *",
    "0 0 1-15 may-aug *",
    "@hourly",
    "30 4 LW * fri#2",
    "*/10 1 2 3-5 6 ? ",
    "0 22-2 * * fri-mon",
    "0 0 ? * 5L",
];

fn crons() -> impl Strategy<Value = CronTrigger> {
    let clock = |highest: u32| {
        let list = proptest::collection::vec(0..=highest, 1..4)
            .prop_map(|list| list.iter().map(u32::to_string).collect::<Vec<_>>().join(" , "));
        proptest::option::of(prop_oneof![
            Just("*".to_owned()),
            Just("*/7".to_owned()),
            Just("03-9/2".to_owned()),
            list
        ])
    };
    let select = |texts: &'static [&'static str]| proptest::option::of(proptest::sample::select(texts));
    let dates = (
        select(&["2030", "*/4", "2030-2040,2050"]),
        select(&["MAY-aug", "6", "*/5,jan"]),
        select(&["last", "3rd  FRI, 1", "1-15", "last sun"]),
        select(&["1-20", "*/3"]),
        select(&["mon-fri", "5,SUN", "0"]),
    );
    let keyed = (dates, clock(23), clock(59), clock(59)).prop_filter_map(
        "never fires",
        |((year, month, day, week, day_of_week), hour, minute, second)| {
            let (hour, minute, second) = (hour.as_deref(), minute.as_deref(), second.as_deref());
            CronTrigger::keyed(&KeyedFields { year, month, day, week, day_of_week, hour, minute, second })
                .ok()
        },
    );
    let crontab = proptest::sample::select(LINES).prop_map(|line| CronTrigger::parse(line).unwrap());
    let gaps = proptest::sample::select(&[DstGap::Next, DstGap::Skip][..]);
    let overlaps = proptest::sample::select(&[DstOverlap::First, DstOverlap::Last, DstOverlap::Both][..]);
    (prop_oneof![keyed, crontab], options(), gaps, overlaps).prop_map(
        |(trigger, (zone, start, end, jitter), gap, overlap)| {
            let trigger = zone.into_iter().fold(trigger, CronTrigger::timezone);
            let trigger = start.into_iter().fold(trigger, CronTrigger::start_date);
            let trigger = end.into_iter().fold(trigger, CronTrigger::end_date);
            jitter.into_iter().fold(trigger, CronTrigger::jitter).dst_gap(gap).dst_overlap(overlap)
        },
    )
}

fn intervals() -> impl Strategy<Value = IntervalTrigger> {
    let lengths =
        prop_oneof![durations(), (1_u64..100).prop_map(|count| Duration::from_secs(604_800 * count))];
    let lengths = lengths.prop_filter("it is no length", |length| !length.is_zero());
    (lengths, options()).prop_map(|(length, (zone, start, end, jitter))| {
        let trigger = zone.into_iter().fold(IntervalTrigger::every(length), IntervalTrigger::timezone);
        let trigger = start.into_iter().fold(trigger, IntervalTrigger::start_date);
        let trigger = end.into_iter().fold(trigger, IntervalTrigger::end_date);
        jitter.into_iter().fold(trigger, IntervalTrigger::jitter)
    })
}

fn calendar_intervals() -> impl Strategy<Value = CalendarIntervalTrigger> {
    let units = (0_u32..5, 0_u32..20, 0_u32..5, 1_u32..=u32::MAX);
    let dates = || {
        proptest::option::of((1_i32..=9_999, 1_u8..=12, 1_u8..=28))
            .prop_map(|date| date.and_then(|(year, month, day)| LocalDate::new(year, month, day)))
    };
    (
        units,
        (0_u8..24, 0_u8..60, 0_u8..60),
        zones(),
        dates(),
        dates(),
        (proptest::option::of(durations()), any::<bool>()),
    )
        .prop_map(
            |((years, months, weeks, days), (hour, minute, second), zone, start, end, (jitter, next))| {
                let trigger = CalendarIntervalTrigger::every(CalendarInterval { years, months, weeks, days })
                    .at(hour, minute, second);
                let trigger = zone.into_iter().fold(trigger, CalendarIntervalTrigger::timezone);
                let trigger = start.into_iter().fold(trigger, CalendarIntervalTrigger::start_date);
                let trigger = end.into_iter().fold(trigger, CalendarIntervalTrigger::end_date);
                let trigger = trigger.dst_gap(if next { DstGap::Next } else { DstGap::Skip });
                jitter.into_iter().fold(trigger, CalendarIntervalTrigger::jitter)
            },
        )
}

fn triggers() -> impl Strategy<Value = AnyTrigger> {
    let dates = (moments(), zones())
        .prop_map(|(moment, zone)| zone.into_iter().fold(DateTrigger::at(moment), DateTrigger::timezone));
    let one = prop_oneof![
        crons().prop_map(AnyTrigger::from),
        intervals().prop_map(AnyTrigger::from),
        dates.prop_map(AnyTrigger::from),
        calendar_intervals().prop_map(AnyTrigger::from),
    ];
    one.prop_recursive(4, 20, 4, |member| {
        let members = proptest::collection::vec(member, 1..4);
        (members, any::<bool>(), proptest::option::of(durations())).prop_map(|(members, all, jitter)| {
            // `baked` asks nothing of the members.
            let members: &'static [AnyTrigger] = members.leak();
            if all {
                AndTrigger::baked(members, jitter).into()
            } else {
                OrTrigger::baked(members, jitter).into()
            }
        })
    })
}

const WORDS: &[&str] = &[
    "cron",
    "interval",
    "date",
    "calendar_interval",
    "and",
    "or",
    "timezone",
    "jitter",
    "hour",
    "hours",
    "months",
    "day",
    "run_date",
    "start_date",
    "0 0 * * *",
    "2h",
    "UTC",
    "mon-fri",
    "2030-01-01",
    "skip",
    "",
    "é\u{0}",
];

/// Anything that JSON can say, with the keys and values of triggers among it.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![proptest::sample::select(WORDS).prop_map(str::to_owned), any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-2_i64..70).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map(text.clone(), inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(support::config(400))]

    #[test]
    fn any_trigger_round_trips(trigger in triggers()) {
        round_trips(&trigger, TimeZone::get("America/Caracas").unwrap());
    }

    #[test]
    fn any_value_is_read_or_refused(value in values()) {
        if let Ok(trigger) = serde_json::from_value::<AnyTrigger>(value) {
            round_trips(&trigger, TimeZone::UTC);
        }
    }
}

/// Sums of units are the same however they are written.
#[test]
fn fractions_of_units() {
    let read =
        |value: Value| serde_json::from_value::<IntervalTrigger>(json!({ "interval": value })).unwrap();
    assert_eq!(read(json!({"hours": 0.1})), IntervalTrigger::of([(Unit::Hours, 0.1)]).unwrap());
    assert_eq!(
        read(json!({"minutes": 1.5, "seconds": 0.000_001})),
        IntervalTrigger::every(Duration::from_micros(90_000_001))
    );
}
