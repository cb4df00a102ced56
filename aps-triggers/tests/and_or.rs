//! `and` and `or`: intersection and union, whatever the members are.

#![cfg(feature = "eval")]

mod support;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aps_triggers::cron::{CronFields, KeyedFields};
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
    TimeZone, Trigger,
};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn crontab(text: &str) -> AnyTrigger {
    CronTrigger::parse(text).unwrap().into()
}

/// Every so many hours from midnight of 1 November 2026.
fn hourly(hours: u32) -> AnyTrigger {
    IntervalTrigger::hours(hours).start_date(at("2026-11-01T00:00:00Z")).into()
}

/// A trigger of one's own; counts how often it is asked.
#[derive(Debug, Default)]
struct OddMinutes(AtomicU32);

impl Trigger for OddMinutes {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let earliest = previous.map_or(now, |previous| previous + TimeDelta::nanoseconds(1));
        let minute = (earliest + TimeDelta::nanoseconds(59_999_999_999)).timestamp().div_euclid(60);
        DateTime::from_timestamp((minute | 1) * 60, 0)
    }
}

impl fmt::Display for OddMinutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("odd_minutes")
    }
}

fn fires(trigger: &impl Trigger, from: &str, count: usize) -> Vec<String> {
    let next = |previous| trigger.next_fire_time(previous, at(from));
    let fires = std::iter::successors(next(None), |fire| next(Some(*fire))).take(count);
    fires.map(|fire| fire.format("%m-%d %H:%M").to_string()).collect()
}

#[test]
fn an_or_leaves_its_members_on_their_own() {
    let extra = DateTrigger::at(at("2026-11-22T10:00:00Z"));
    let trigger = OrTrigger::new([hourly(7), crontab("0 12 * * *"), extra.into()]).unwrap();
    let expected = ["11-22 00:00", "11-22 07:00", "11-22 10:00", "11-22 12:00", "11-22 14:00", "11-22 21:00"];
    assert_eq!(fires(&trigger, "2026-11-21T22:00:00Z", 6), expected);
    // What has passed before the first fire is not made good, and two fires are one.
    let twice = OrTrigger::new([crontab("0 12 * * *"), crontab("0 12,13 * * *")]).unwrap();
    assert_eq!(fires(&twice, "2026-11-21T12:00:01Z", 3), ["11-21 13:00", "11-22 12:00", "11-22 13:00"]);
    let past = OrTrigger::new([DateTrigger::at(at("2020-01-01T00:00:00Z"))]).unwrap();
    assert_eq!(past.next_fire_time(None, at("2026-01-01T00:00:00Z")), None);
}

#[test]
fn an_and_gets_ahead_after_the_first_fire() {
    let trigger = AndTrigger::new([hourly(6), crontab("0 * * * sat,sun")]).unwrap();
    let expected = ["11-22 00:00", "11-22 06:00", "11-22 12:00", "11-22 18:00", "11-28 00:00"];
    assert_eq!(fires(&trigger, "2026-11-21T18:00:01Z", 5), expected);
    let once = AndTrigger::new([
        DateTrigger::at(at("2026-11-22T12:00:00Z")).into(),
        crontab("0 12 * * *"),
        AnyTrigger::from(
            CalendarIntervalTrigger::weeks(1)
                .at(12, 0, 0)
                .start_date(LocalDate::parse("2026-11-01").unwrap()),
        ),
    ])
    .unwrap();
    assert_eq!(fires(&once, "2026-11-01T00:00:00Z", 9), ["11-22 12:00"]);
    assert_eq!(once.next_fire_time(None, at("2026-11-22T12:00:01Z")), None);
}

#[test]
fn they_can_be_nested() {
    let weekend = OrTrigger::new([crontab("0 8 * * sat"), crontab("0 9 * * sun")]).unwrap();
    let first_week = AndTrigger::new([weekend.clone().into(), crontab("0 * 1-7 * *")]).unwrap();
    let trigger = OrTrigger::new([AnyTrigger::from(first_week), crontab("0 0 24 12 *")]).unwrap();
    let expected = ["12-05 08:00", "12-06 09:00", "12-24 00:00", "01-02 08:00", "01-03 09:00", "02-06 08:00"];
    assert_eq!(fires(&trigger, "2026-11-22T00:00:00Z", 6), expected);
    assert_eq!(
        trigger.to_string(),
        "or[and[or[cron[0 8 * * sat], cron[0 9 * * sun]], cron[0 * 1-7 * *]], cron[0 0 24 12 *]]"
    );
}

#[test]
fn members_that_never_meet_are_refused_at_once() {
    let refused = |members: Vec<AnyTrigger>| AndTrigger::new(members).unwrap_err().to_string();
    let nothing = "no time after 1970 was found at which all members fire";
    let error = refused(vec![
        CronTrigger::parse("0 0 * jan *").unwrap().end_date(at("2026-01-01T00:00:00Z")).into(),
        DateTrigger::at(at("2026-07-01T00:00:00Z")).into(),
    ]);
    assert!(error.contains(nothing), "{error}");
    let error = refused(vec![crontab("0 0 * * *"), crontab("1 0 * * *")]);
    assert!(error.contains("within 10000 steps"), "{error}");
    let hidden = AndTrigger::baked(&[], None);
    assert_eq!(hidden.next_fire_time(None, at("2026-01-01T00:00:00Z")), None);
    assert!(refused(vec![hidden.into()]).contains("it has no members"));
    assert!(OrTrigger::new(Vec::<AnyTrigger>::new()).unwrap_err().to_string().contains("it has no members"));
    assert!(refused(vec![IntervalTrigger::hours(0).into()]).contains("the length is zero"));
    assert!(OrTrigger::new([CalendarIntervalTrigger::days(0)]).is_err());
}

#[test]
fn what_is_not_known_yet_is_checked_when_it_is() {
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let utc_noon = DateTrigger::at(at("2026-11-22T12:00:00Z")).timezone(TimeZone::UTC);
    let trigger = AndTrigger::new([AnyTrigger::from(utc_noon), crontab("0 12 22 11 *")]).unwrap();
    let trigger = AnyTrigger::from(trigger);
    assert!(trigger.clone().resolve(TimeZone::UTC, DateTime::UNIX_EPOCH).check().is_ok());
    assert!(trigger.resolve(tokyo, DateTime::UNIX_EPOCH).check().is_err());
    assert!(AndTrigger::new([AnyTrigger::from(IntervalTrigger::hours(1)), crontab("0 0 * * *")]).is_ok());
}

#[test]
fn resolving_reaches_every_level() {
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let now = at("2026-11-22T00:00:00Z");
    let inner = OrTrigger::new([crontab("0 8 * * *"), IntervalTrigger::hours(5).into()]).unwrap();
    let outer =
        AndTrigger::new([AnyTrigger::from(inner), AnyTrigger::custom(OddMinutes::default())]).unwrap();
    let resolved = AnyTrigger::from(outer).resolve(tokyo, now);
    let AnyTrigger::And(and) = &resolved else { panic!("{resolved}") };
    let [AnyTrigger::Or(or), AnyTrigger::Custom(_)] = and.members() else { panic!("{resolved}") };
    let [AnyTrigger::Cron(cron), AnyTrigger::Interval(interval)] = or.members() else { panic!("{resolved}") };
    assert_eq!((cron.zone(), interval.zone()), (Some(tokyo), Some(tokyo)));
    assert_eq!(interval.starts(), Some(Moment::from(at("2026-11-22T05:00:00Z"))));
    assert_eq!(resolved.clone().resolve(TimeZone::UTC, DateTime::UNIX_EPOCH), resolved);
}

#[test]
fn a_trigger_of_ones_own_takes_part() {
    let odd = AnyTrigger::custom(OddMinutes::default());
    let trigger = AndTrigger::new([odd.clone(), crontab("*/5 * * * *")]).unwrap();
    assert_eq!(fires(&trigger, "2026-11-22T00:00:00Z", 3), ["11-22 00:05", "11-22 00:15", "11-22 00:25"]);
    let (first, now) = (at("2026-11-22T00:05:00Z"), at("2027-11-22T00:00:00Z"));
    assert_eq!(trigger.last_fire_time_until(first, now), at("2027-11-21T23:55:00Z"));
    assert_eq!(odd.to_string(), "odd_minutes");
    assert_eq!((odd.max_jitter(), odd.check()), (None, Ok(())));
    assert_eq!(odd, odd.clone());
    assert_ne!(odd, AnyTrigger::custom(OddMinutes::default()));
    assert_ne!(odd, crontab("* * * * *"));
}

/// However deep the nesting, one question has one bound.
#[test]
fn the_search_is_bounded() {
    let asked = Arc::new(OddMinutes::default());
    let never = || {
        let odd: AnyTrigger = AnyTrigger::from(asked.clone() as Arc<dyn Trigger>);
        AnyTrigger::from(AndTrigger::new([odd, crontab("*/2 * * * *")]).unwrap())
    };
    let wide = OrTrigger::new([never(), crontab("0 0 29 2 *"), never()]).unwrap();
    let deep = AndTrigger::new([AnyTrigger::from(wide), crontab("1 0 * * *"), never()]).unwrap();
    assert_eq!(deep.next_fire_time(None, at("2026-11-22T00:00:00Z")), None);
    assert!(asked.0.load(Ordering::Relaxed) <= 10_000);
    // A member that is given up does not stop the others of an `or`.
    let or = OrTrigger::new([never(), crontab("0 0 * * *")]).unwrap();
    assert_eq!(fires(&or, "2026-11-22T00:00:01Z", 1), ["11-23 00:00"]);
    for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for trigger in [AnyTrigger::from(deep.clone()), or.clone().into()] {
            let next = trigger.next_fire_time(Some(instant), instant);
            assert!(next.is_none_or(|fire| fire > instant), "{trigger}");
        }
    }
}

/// What a macro writes down.
#[test]
fn they_can_be_statics() {
    static INNER: [AnyTrigger; 1] = [AnyTrigger::Interval(IntervalTrigger::hours(2))];
    static MEMBERS: [AnyTrigger; 2] = [
        AnyTrigger::Date(DateTrigger::baked(Moment::Instant { seconds: 7_200, nanos: 0 }, None)),
        AnyTrigger::Or(OrTrigger::baked(&INNER, None)),
    ];
    static TRIGGER: AnyTrigger = AnyTrigger::And(AndTrigger::baked(&MEMBERS, Some(Duration::from_secs(5))));
    let date = DateTrigger::at(DateTime::from_timestamp(7_200, 0).unwrap());
    let inner = OrTrigger::new([IntervalTrigger::hours(2)]).unwrap();
    let built = AndTrigger::new([AnyTrigger::from(date), inner.into()]).unwrap();
    assert_eq!(TRIGGER, built.jitter(Duration::from_secs(5)).into());
    assert_eq!(TRIGGER.max_jitter(), Some(Duration::from_secs(5)));
}

/// The builder is the keyed form by another way.
#[test]
fn a_builder_gives_what_the_keyed_form_gives() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let built = CronTrigger::builder()
        .year(2030)
        .month("jun")
        .day("3rd fri")
        .week("*")
        .day_of_week("fri")
        .hour("0-3")
        .minute(5_u8)
        .second(10_i64)
        .timezone(berlin)
        .start_date(at("2026-01-01T00:00:00Z"))
        .end_date(at("2040-01-01T00:00:00Z"));
    let keyed = KeyedFields {
        year: Some("2030"),
        month: Some("jun"),
        day: Some("3rd fri"),
        week: Some("*"),
        day_of_week: Some("fri"),
        hour: Some("0-3"),
        minute: Some("5"),
        second: Some("10"),
    };
    let keyed = CronTrigger::keyed(&keyed).unwrap().timezone(berlin);
    let keyed = keyed.start_date(at("2026-01-01T00:00:00Z")).end_date(at("2040-01-01T00:00:00Z"));
    assert_eq!(built.build().unwrap(), keyed);
    assert_eq!(CronTrigger::builder().build().unwrap().to_string(), "cron[]");
    let reversed = built.end_date(at("2020-01-01T00:00:00Z")).build().unwrap_err().to_string();
    assert!(reversed.contains("the end comes before the start"), "{reversed}");
    let wrong = CronTrigger::builder().hour(24).minute("x").build().unwrap_err();
    assert_eq!(wrong.iter().count(), 2);
    let _: &CronFields = keyed.fields();
}

fn members() -> impl Strategy<Value = Vec<AnyTrigger>> {
    let step = prop_oneof![Just(0_u32), 1_u32..30];
    let cron = (step, 1_u32..24, 1_u32..12).prop_map(|(minute, hours, days)| {
        let (hour, day) = (format!("*/{}", hours.min(23)), format!("*/{days}"));
        CronTrigger::builder().day(day).hour(hour).minute(minute).build().unwrap().into()
    });
    let interval = (1_u32..200, 0_i64..40).prop_map(|(quarters, shift)| {
        let start = at("2026-11-01T00:00:00Z") + TimeDelta::minutes(15 * shift);
        IntervalTrigger::minutes(15 * quarters).start_date(start).into()
    });
    let date = (0_i64..2_000).prop_map(|quarters| {
        DateTrigger::at(at("2026-11-01T00:00:00Z") + TimeDelta::minutes(15 * quarters)).into()
    });
    let calendar = (1_u32..6, 0_u8..24).prop_map(|(days, hour)| {
        let start = LocalDate::parse("2026-11-01").unwrap();
        CalendarIntervalTrigger::days(days).at(hour, 0, 0).start_date(start).into()
    });
    let member = prop_oneof![3 => cron, 3 => interval, 1 => date, 2 => calendar];
    proptest::collection::vec(member, 1..5)
}

const START: &str = "2026-10-30T00:00:00Z";
const END: &str = "2026-11-25T00:00:00Z";

/// All fires of a trigger alone.
fn all_fires(trigger: &AnyTrigger) -> BTreeSet<DateTime<Utc>> {
    let next = |previous| trigger.next_fire_time(previous, at(START)).filter(|fire| *fire < at(END));
    std::iter::successors(next(None), |fire| next(Some(*fire))).collect()
}

proptest! {
    #![proptest_config(support::config(300))]

    #[test]
    fn or_is_the_union_and_and_is_the_intersection(members in members(), late in 0_i64..40_000) {
        let alone: Vec<_> = members.iter().map(all_fires).collect();
        let union = alone.iter().flatten().copied().collect();
        let or = AnyTrigger::from(OrTrigger::new(members.clone()).unwrap());
        prop_assert_eq!(&all_fires(&or), &union);
        let common = union.into_iter().filter(|fire| alone.iter().all(|fires| fires.contains(fire)));
        let common: BTreeSet<_> = common.collect();
        let Ok(and) = AndTrigger::new(members) else {
            prop_assert!(common.is_empty());
            return Ok(());
        };
        let and = AnyTrigger::from(and);
        prop_assert_eq!(&all_fires(&and), &common);
        // From anywhere in between, too.
        let previous = at(START) + TimeDelta::minutes(late);
        let next = and.next_fire_time(Some(previous), previous).filter(|fire| *fire < at(END));
        prop_assert_eq!(next, common.into_iter().find(|fire| *fire > previous));
    }
}
