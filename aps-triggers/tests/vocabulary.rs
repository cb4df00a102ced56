//! Triggers as data: the forms, what they are written as, and the way back.

#![cfg(feature = "serde")]

use std::time::Duration;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::{CronExpression, CronOptions, DstGap, DstOverlap, KeyedFields, parse_crontab};
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::interval::LONGEST;
use aps_triggers::vocabulary::{MAX_DEPTH, MAX_MEMBERS};
use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
    TimeZone, Trigger,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

fn read(value: &Value) -> AnyTrigger {
    AnyTrigger::deserialize_from(value)
}

/// Reads without a text in between.
trait FromJson: Sized {
    fn deserialize_from(value: &Value) -> Self;
}

impl<T: serde::de::DeserializeOwned> FromJson for T {
    fn deserialize_from(value: &Value) -> Self {
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
    }
}

/// There and back, as text and as a tree, before and after a scheduler took it on.
fn round_trips(trigger: &AnyTrigger) -> Value {
    let resolved =
        trigger.clone().resolve(zone("Asia/Kathmandu"), "2026-11-22T01:02:03.456Z".parse().unwrap());
    for trigger in [&resolved, trigger] {
        let text = serde_json::to_string(trigger).unwrap_or_else(|error| panic!("{trigger}: {error}"));
        let back: AnyTrigger = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(back, *trigger, "{text}");
        assert_eq!(read(&serde_json::to_value(trigger).unwrap()), *trigger, "{text}");
        assert_eq!(serde_json::to_string(&back).unwrap(), text);
    }
    serde_json::to_value(trigger).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn keyed() -> CronTrigger {
    let fields = KeyedFields {
        month: Some("6-8,11-12"),
        day: Some("3rd fri"),
        hour: Some("0-3"),
        ..Default::default()
    };
    CronTrigger::keyed(&fields).unwrap()
}

/// What is written in the guide and in the documentation.
#[test]
fn every_form_is_read() {
    let noon = || CronTrigger::parse("0 12 * * *").unwrap();
    let start = "2010-10-10 09:30:00";
    let forms: Vec<(Value, AnyTrigger)> = vec![
        (
            json!({"cron": "0 0 1-15 may-aug *", "timezone": "Europe/Berlin"}),
            CronTrigger::parse("0 0 1-15 may-aug *").unwrap().timezone(zone("Europe/Berlin")).into(),
        ),
        (json!({"cron": {"month": "6-8,11-12", "day": "3rd fri", "hour": "0-3"}}), keyed().into()),
        (
            json!({"cron": {"month": "6-8, 11-12", "day": "3rd FRI", "hour": "00-3", "second": null}}),
            keyed().into(),
        ),
        (
            json!({"cron": {"hour": 5}}),
            CronTrigger::keyed(&KeyedFields { hour: Some("5"), ..Default::default() }).unwrap().into(),
        ),
        (json!({"cron": {}}), CronTrigger::keyed(&KeyedFields::default()).unwrap().into()),
        (json!({"cron": "CRON_TZ=Europe/Berlin 0 12 * * *"}), noon().timezone(zone("Europe/Berlin")).into()),
        (
            json!({"cron": "0 12 * * *", "start_date": start, "end_date": "2030-01-01T00:00:00Z"}),
            noon().start_date(moment(start)).end_date(moment("2030-01-01T00:00:00Z")).into(),
        ),
        (
            json!({"cron": "0 12 * * *", "jitter": 120, "dst_gap": "skip", "dst_overlap": "both"}),
            noon()
                .jitter(Duration::from_secs(120))
                .dst_gap(DstGap::Skip)
                .dst_overlap(DstOverlap::Both)
                .into(),
        ),
        (json!({"interval": "2h"}), IntervalTrigger::hours(2).into()),
        (json!({"interval": {"hours": 2}}), IntervalTrigger::hours(2).into()),
        (json!({"interval": {"hours": 1.5, "minutes": 30}}), IntervalTrigger::hours(2).into()),
        (
            json!({"interval": {"hours": 2, "start_date": start, "end_date": "2010-10-12"}, "jitter": 0.5}),
            IntervalTrigger::hours(2)
                .start_date(moment(start))
                .end_date(moment("2010-10-12"))
                .jitter(Duration::from_millis(500))
                .into(),
        ),
        (
            json!({"interval": "90s", "jitter": "1m 30s"}),
            IntervalTrigger::seconds(90).jitter(Duration::from_secs(90)).into(),
        ),
        (json!({"date": "2009-11-06 16:30:05"}), DateTrigger::parse("2009-11-06 16:30:05").unwrap().into()),
        (json!({"date": "2009-11-06"}), DateTrigger::parse("2009-11-06 00:00:00").unwrap().into()),
        (
            json!({"date": {"run_date": "2009-11-06T16:30:05+01:00", "timezone": "UTC"}}),
            DateTrigger::parse("2009-11-06T15:30:05Z").unwrap().timezone(TimeZone::UTC).into(),
        ),
        (
            json!({"calendar_interval": {"months": 1, "hour": 15}}),
            CalendarIntervalTrigger::months(1).at(15, 0, 0).into(),
        ),
        (
            json!({"calendar_interval": {"days": 2, "start_date": "2026-01-31"}, "end_date": "2027-01-31", "timezone": "UTC"}),
            CalendarIntervalTrigger::days(2)
                .start_date(LocalDate::parse("2026-01-31").unwrap())
                .end_date(LocalDate::parse("2027-01-31").unwrap())
                .timezone(TimeZone::UTC)
                .into(),
        ),
        (
            json!({"and": [{"cron": "0 12 13 * *"}, {"cron": "0 12 * * fri"}], "jitter": 5}),
            AndTrigger::new([
                CronTrigger::parse("0 12 13 * *").unwrap(),
                CronTrigger::parse("0 12 * * fri").unwrap(),
            ])
            .unwrap()
            .jitter(Duration::from_secs(5))
            .into(),
        ),
        (
            json!({"or": [{"cron": "0 12 * * *"}, {"or": [{"interval": "1h", "timezone": "UTC"}]}]}),
            OrTrigger::new([
                AnyTrigger::from(noon()),
                OrTrigger::new([IntervalTrigger::hours(1).timezone(TimeZone::UTC)]).unwrap().into(),
            ])
            .unwrap()
            .into(),
        ),
        // An option inside the trigger, or beside it.
        (
            json!({"cron": {"hour": 5, "timezone": "Asia/Tokyo"}}),
            read(&json!({"cron": {"hour": "5"}, "timezone": "asia/tokyo"})),
        ),
        (
            json!({"interval": {"days": 1}, "start_date": start}),
            read(&json!({"interval": {"days": 1, "start_date": start}})),
        ),
        (
            json!({"cron": null, "interval": "1d", "timezone": null, "nothing": null}),
            IntervalTrigger::days(1).into(),
        ),
    ];
    for (form, trigger) in forms {
        assert_eq!(read(&form), trigger, "{form}");
        round_trips(&trigger);
    }
}

/// The canonical form: options inside an object, beside a text or a list.
#[test]
fn what_is_written() {
    let berlin = zone("Europe/Berlin");
    let written: Vec<(AnyTrigger, &str)> = vec![
        (keyed().into(), r#"{"cron":{"month":"6-8,11-12","day":"3rd fri","hour":"0-3"}}"#),
        (
            keyed().timezone(berlin).start_date(moment("2026-01-01")).into(),
            r#"{"cron":{"month":"6-8,11-12","day":"3rd fri","hour":"0-3","timezone":"Europe/Berlin","start_date":"2026-01-01 00:00:00"}}"#,
        ),
        (
            CronTrigger::parse(" 0  0 1-15 may-aug * ").unwrap().timezone(berlin).into(),
            r#"{"cron":"0 0 1-15 may-aug *","timezone":"Europe/Berlin"}"#,
        ),
        (CronTrigger::parse("@daily").unwrap().into(), r#"{"cron":"@daily"}"#),
        (
            CronTrigger::keyed(&KeyedFields { hour: Some("05"), ..Default::default() }).unwrap().into(),
            r#"{"cron":{"hour":5}}"#,
        ),
        (CronTrigger::keyed(&KeyedFields::default()).unwrap().into(), r#"{"cron":{}}"#),
        (
            CronTrigger::parse("0 3 * * *")
                .unwrap()
                .jitter(Duration::from_millis(1_500))
                .dst_gap(DstGap::Skip)
                .into(),
            r#"{"cron":"0 3 * * *","jitter":1.5,"dst_gap":"skip"}"#,
        ),
        (
            CronTrigger::parse("0 3 * * *")
                .unwrap()
                .dst_overlap(DstOverlap::Last)
                .dst_gap(DstGap::Next)
                .into(),
            r#"{"cron":"0 3 * * *","dst_overlap":"last"}"#,
        ),
        (IntervalTrigger::hours(2).into(), r#"{"interval":{"hours":2}}"#),
        (IntervalTrigger::days(8).into(), r#"{"interval":{"days":8}}"#),
        (IntervalTrigger::weeks(3).into(), r#"{"interval":{"weeks":3}}"#),
        (
            IntervalTrigger::every(Duration::new(90_061, 250_000_000)).into(),
            r#"{"interval":{"days":1,"hours":1,"minutes":1,"seconds":1.25}}"#,
        ),
        (IntervalTrigger::every(Duration::from_nanos(1)).into(), r#"{"interval":{"seconds":1e-9}}"#),
        (
            DateTrigger::parse("2009-11-06 16:30:05.5").unwrap().timezone(berlin).into(),
            r#"{"date":"2009-11-06 16:30:05.5","timezone":"Europe/Berlin"}"#,
        ),
        (
            DateTrigger::parse("2009-11-06T16:30:05+01:00").unwrap().into(),
            r#"{"date":"2009-11-06T15:30:05Z"}"#,
        ),
        (
            CalendarIntervalTrigger::months(1)
                .at(15, 0, 30)
                .start_date(LocalDate::parse("2026-1-31").unwrap())
                .into(),
            r#"{"calendar_interval":{"months":1,"hour":15,"second":30,"start_date":"2026-01-31"}}"#,
        ),
        (
            CalendarIntervalTrigger::days(1).at(2, 30, 0).dst_gap(DstGap::Next).into(),
            r#"{"calendar_interval":{"days":1,"hour":2,"minute":30,"dst_gap":"next"}}"#,
        ),
        (
            OrTrigger::new([
                AnyTrigger::from(IntervalTrigger::minutes(90)),
                DateTrigger::parse("2030-01-01").unwrap().into(),
            ])
            .unwrap()
            .jitter(Duration::from_secs(60))
            .into(),
            r#"{"or":[{"interval":{"hours":1,"minutes":30}},{"date":"2030-01-01 00:00:00"}],"jitter":60}"#,
        ),
    ];
    for (trigger, text) in written {
        assert_eq!(serde_json::to_string(&trigger).unwrap(), text);
        round_trips(&trigger);
    }
}

#[test]
fn a_kind_reads_only_itself() {
    let cron: CronTrigger = serde_json::from_str(r#"{"cron": "0 0 * * *"}"#).unwrap();
    assert_eq!(serde_json::to_string(&cron).unwrap(), r#"{"cron":"0 0 * * *"}"#);
    let error = serde_json::from_str::<CronTrigger>(r#"{"interval": "2h"}"#).unwrap_err().to_string();
    assert_eq!(error, "a trigger with `cron` is expected");
    let interval: IntervalTrigger = serde_json::from_str(r#"{"interval": "2h"}"#).unwrap();
    assert_eq!(serde_json::to_string(&interval).unwrap(), r#"{"interval":{"hours":2}}"#);
    let date: DateTrigger = serde_json::from_str(r#"{"date": "2030-01-01"}"#).unwrap();
    assert_eq!(serde_json::to_string(&date).unwrap(), r#"{"date":"2030-01-01 00:00:00"}"#);
    let months: CalendarIntervalTrigger =
        serde_json::from_str(r#"{"calendar_interval": {"months": 1}}"#).unwrap();
    assert_eq!(
        months,
        CalendarIntervalTrigger::every(CalendarInterval { months: 1, ..CalendarInterval::ZERO })
    );
    let both: AndTrigger = serde_json::from_str(r#"{"and": [{"interval": "2h"}]}"#).unwrap();
    let either: OrTrigger = serde_json::from_str(r#"{"or": [{"interval": "2h"}]}"#).unwrap();
    assert_eq!(both.members(), either.members());
}

/// The first and the last instant that RFC 3339 can say, in some offset.
#[test]
fn moments_at_the_ends_of_the_calendar() {
    let extremes = [
        "0001-01-01 00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31 23:59:59.999999999",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59.000000001-23:59",
        "1969-12-31T23:59:59.5Z",
    ];
    for text in extremes {
        round_trips(&DateTrigger::parse(text).unwrap().into());
    }
    let beyond = [
        Moment::from(DateTime::<Utc>::MIN_UTC),
        Moment::from(DateTime::<Utc>::MAX_UTC),
        Moment::Instant { seconds: i64::MIN, nanos: 0 },
        Moment::Instant { seconds: i64::MAX, nanos: 0 },
        Moment::Instant { seconds: 0, nanos: u32::MAX },
        Moment::Local { year: 2026, month: 2, day: 30, hour: 0, minute: 0, second: 0, nanos: 0 },
        Moment::Local { year: 0, month: 13, day: 0, hour: 99, minute: 99, second: 99, nanos: u32::MAX },
    ];
    for moment in beyond {
        let error = serde_json::to_string(&DateTrigger::at(moment)).unwrap_err().to_string();
        assert!(error.starts_with("the moment "), "{error}");
    }
    for (moment, told) in [
        (DateTime::<Utc>::MIN_UTC, "-262143-01-01T00:00:00Z"),
        (DateTime::<Utc>::MAX_UTC, "262142-12-31T23:59:59.999999999Z"),
    ] {
        let error = serde_json::to_string(&DateTrigger::at(moment)).unwrap_err();
        assert_eq!(error.to_string(), format!("the moment {told} is not in the years 1 to 9999"));
    }
}

/// What would not read as the same trigger is not written.
#[test]
fn what_cannot_be_written_is_refused() {
    let refused: Vec<(AnyTrigger, &str)> = vec![
        (IntervalTrigger::every(Duration::ZERO).into(), "interval[0:00:00]: the length is zero"),
        (IntervalTrigger::every(Duration::MAX).into(), "the length is too long to be counted"),
        (CalendarIntervalTrigger::months(0).into(), "never fires"),
        (CalendarIntervalTrigger::months(1).at(24, 0, 0).into(), "never fires"),
        (OrTrigger::baked(&[], None).into(), "a combination of no triggers never fires"),
        (
            CronTrigger::parse("0 0 * * *").unwrap().jitter(Duration::new(u64::MAX, 1)).into(),
            "a jitter of 18446744073709551615.000000001s is too long",
        ),
        (
            IntervalTrigger::hours(1).jitter(LONGEST + Duration::from_secs(1)).into(),
            "a jitter of 316224000001s is too long",
        ),
        (baked("0 12 * * *").into(), "the text of `cron[0 12 * * *]` does not read as its fields"),
        (baked(" 0 0  * * *").into(), "does not read as its fields"),
        (AnyTrigger::custom(Never), "`never` is a trigger of your own, which has no form as data"),
        (nested(MAX_DEPTH + 1), "triggers are nested more than 32 deep"),
        (
            OrTrigger::new(vec![IntervalTrigger::hours(1); MAX_MEMBERS + 1]).unwrap().into(),
            "these are more than 1000 triggers in one",
        ),
    ];
    for (trigger, reason) in refused {
        let error = serde_json::to_string(&trigger).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    round_trips(&nested(MAX_DEPTH));
    round_trips(&OrTrigger::new(vec![IntervalTrigger::hours(1); MAX_MEMBERS]).unwrap().into());
    round_trips(&CronTrigger::parse("0 0 * * *").unwrap().jitter(Duration::new(123_456_789_012, 1)).into());
    round_trips(&CronTrigger::parse("0 0 * * *").unwrap().jitter(LONGEST).into());
    round_trips(
        &CronTrigger::parse("0 0 * * *")
            .unwrap()
            .jitter(LONGEST.saturating_sub(Duration::from_nanos(1)))
            .into(),
    );
    round_trips(&CronTrigger::parse("0 0 * * *").unwrap().jitter(Duration::ZERO).into());
    // As a number, `serde_json` would read it 15 ns shorter.
    round_trips(
        &CronTrigger::parse("0 0 * * *").unwrap().jitter(Duration::new(122_079_593, 339_087_248)).into(),
    );
}

/// So that all that is read can be checked and written again.
#[test]
fn no_jitter_is_read_that_is_too_long() {
    for seconds in [json!(316_224_000_001_u64), json!(1e12), json!("316224000001s")] {
        let trigger = json!({"cron": "0 0 * * *", "jitter": seconds});
        let told = serde_json::from_value::<AnyTrigger>(trigger).unwrap_err().to_string();
        assert!(told.starts_with("in `jitter`: ") && told.contains("too long to be counted"), "{told}");
    }
}

/// What the attributes make, here of midnight, with any text.
fn baked(text: &'static str) -> CronTrigger {
    let fields = parse_crontab("0 0 * * *").unwrap().fields;
    let expression = Box::leak(Box::new(CronExpression { fields, text: text.into() }));
    CronTrigger::baked(expression, None, &CronOptions::DEFAULT)
}

#[test]
fn what_the_attributes_make_is_written_as_any_other() {
    assert_eq!(round_trips(&baked("0 0 * * *").into()), json!({"cron": "0 0 * * *"}));
}

#[derive(Debug)]
struct Never;

impl Trigger for Never {
    fn next_fire_time(&self, _previous: Option<DateTime<Utc>>, _now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        None
    }
}

impl std::fmt::Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("never")
    }
}

fn nested(levels: usize) -> AnyTrigger {
    (0..levels).fold(IntervalTrigger::hours(1).into(), |trigger, _| OrTrigger::new([trigger]).unwrap().into())
}

/// A date that TOML writes without quotes arrives as an object of one key, and so do the
/// numbers of `serde_json` where they keep all their digits.
#[test]
fn values_of_a_format_of_its_own() {
    let trigger = json!({"interval": {
        "hours": {"$serde_json::private::Number": "2"},
        "minutes": {"$serde_json::private::Number": "0.5"},
        "start_date": {"$__toml_private_datetime": "2010-10-10T09:30:00"},
    }});
    let same = json!({"interval": {"hours": 2, "seconds": 30, "start_date": "2010-10-10 09:30:00"}});
    assert_eq!(read(&trigger), read(&same));
}
