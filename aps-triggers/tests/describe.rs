//! Triggers in plain English: a table that is to be read as prose.

#![cfg(feature = "eval")]

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::{CronFields, DayRule, DstGap, DstOverlap, KeyedFields, YearRange, parse_crontab};
use aps_triggers::date::{LocalDate, Moment};
use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
    TimeZone,
};
use expect_test::expect_file;

const CRONTABS: &str = "
* * * * *
*/5 * * * *
0 * * * *
30 * * * *
*/30 * * * *
5,35 * * * *
3/20 * * * *
*/7 * * * *
0,10,25 * * * *
10-20 * * * *
55-5 * * * *
0 9 * * *
0 9 * * mon-fri
0 9,17 * * 1-5
30 8,12,18 * * *
0,30 9,17 * * *
0 9-17 * * mon-fri
*/15 9-17 * * mon-fri
*/15 9 * * *
*/10 9 * * *
* 9 * * *
* 9-17 * * *
0 */2 * * *
30 */2 * * *
0 */8 * * *
0 */12 * * *
0 1/6 * * *
0 */5 * * *
*/5 */2 * * *
0 22-2 * * *
17 3,5,7,9,11,13,17 * * *
@yearly
@monthly
@weekly
@daily
@hourly
0 0 1,15 * *
0 0 1-15 may-aug *
0 0 1-15,20 * *
0 0 */2 * *
0 0 2/3 * *
0 0 */10 * *
0 12 25 12 *
0 0 29 2 *
0 0 1 1,4,7,10 *
0 0 * 6 *
*/5 * * 6-8 *
0 0 * nov-feb *
0 0 * * 6,0
0 0 * * mon,wed,fri
0 0 * * fri-mon
0 0 * 6 mon
30 4 1,15 * 5
0 0 13 * fri
0 0 1 6 mon-fri
0 0 1-31 * fri
0 0 */2 * fri
0 0 */10 * mon-fri
0 0 */10 * sat,sun
0 0 L * *
0 0 L-3 * *
0 0 LW * *
0 0 15W * *
0 0 1W,15W 6 *
0 0 1,L * *
0 0 * * fri#2
0 0 * * fri#2,fri#4
0 0 * * 5L
0 0 * * wed,5L
0 0 * 3 mon#1,5L
0 0 15 * fri#2
0 0 */5 * fri#2,mon
* * * * * *
*/10 * * * * *
30 * * * * *
0,30 * * * * *
15 */5 * * * *
30 0 9 * * *
0 0 9 * * mon
*/10 * 9-17 * * *
30 * 9-17 * * *
*/10 0-4 * * * *
* 0 5 * * *
5,10,20 7 3 * * *
";

const KEYED: &str = "

hour=4
minute=*
second=*/10
month=6-8,11-12|day=3rd fri|hour=0-3
day=last|hour=1
day=last fri
day=1st mon,3rd mon
day=1st mon,1st tue,last
day=28-30,last
day_of_week=2
day_of_week=mon-fri|day=1-7
day_of_week=mon,wed|day=13
day_of_week=fri|day=13|hour=12
week=8
week=*/2|day_of_week=mon|hour=8
week=1,10-12,53
month=1|week=1
year=2030
year=2030,2031
year=2030-2035|month=6
year=2030-9999
year=2000/4
year=*/4,*/6
year=2030,2032,2040-2045
hour=*/2|minute=10,20
";

fn keyed(text: &str) -> CronTrigger {
    let get = |key| text.split('|').find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == key));
    let get = |key| get(key).map(|(_, value)| value);
    CronTrigger::keyed(&KeyedFields {
        year: get("year"),
        month: get("month"),
        day: get("day"),
        week: get("week"),
        day_of_week: get("day_of_week"),
        hour: get("hour"),
        minute: get("minute"),
        second: get("second"),
    })
    .unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn others() -> Vec<AnyTrigger> {
    let daily = || CronTrigger::parse("30 2 * * *").unwrap();
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let hours = IntervalTrigger::hours;
    vec![
        daily().timezone(berlin).into(),
        daily()
            .timezone(berlin)
            .start_date(moment("2026-01-01"))
            .end_date(moment("2026-06-30 23:59:59"))
            .into(),
        daily().timezone(berlin).end_date(moment("2026-06-30T22:00:00Z")).into(),
        daily().end_date(moment("2026-06-30T22:00:00Z")).into(),
        daily().jitter(Duration::from_secs(120)).timezone(berlin).into(),
        daily().dst_gap(DstGap::Skip).into(),
        daily().dst_overlap(DstOverlap::Last).into(),
        daily().dst_gap(DstGap::Skip).dst_overlap(DstOverlap::Both).timezone(berlin).into(),
        CronTrigger::parse("*/5 * * * *").unwrap().dst_gap(DstGap::Skip).into(),
        hours(1).into(),
        hours(2).into(),
        hours(24).into(),
        IntervalTrigger::weeks(1).into(),
        IntervalTrigger::minutes(1).into(),
        IntervalTrigger::minutes(90).into(),
        IntervalTrigger::seconds(1).into(),
        IntervalTrigger::every(Duration::from_millis(250)).into(),
        IntervalTrigger::every(Duration::from_millis(90_500)).into(),
        IntervalTrigger::every(Duration::new(100_000, 0)).into(),
        hours(2)
            .start_date(moment("2010-10-10 09:30:00"))
            .end_date(moment("2014-06-15 11:00:00"))
            .timezone(berlin)
            .into(),
        hours(2).start_date(moment("2010-10-10T09:30:00.25Z")).jitter(Duration::from_millis(1_500)).into(),
        DateTrigger::parse("2009-11-06 16:30:05").unwrap().into(),
        DateTrigger::parse("2009-11-06").unwrap().timezone(berlin).into(),
        DateTrigger::parse("2009-11-06T16:30:00Z").unwrap().into(),
        DateTrigger::parse("2009-11-06T16:30:00Z").unwrap().timezone(berlin).into(),
        CalendarIntervalTrigger::days(1).at(9, 0, 0).into(),
        CalendarIntervalTrigger::days(1).at(2, 30, 0).dst_gap(DstGap::Next).into(),
        CalendarIntervalTrigger::months(1)
            .at(15, 0, 0)
            .start_date(LocalDate::parse("2026-01-31").unwrap())
            .timezone(berlin)
            .into(),
        CalendarIntervalTrigger::weeks(2).end_date(LocalDate::parse("2027-01-01").unwrap()).into(),
        CalendarIntervalTrigger::every(CalendarInterval { years: 1, months: 2, weeks: 0, days: 3 })
            .at(8, 0, 30)
            .into(),
        AndTrigger::new([
            CronTrigger::parse("0 12 13 * *").unwrap(),
            CronTrigger::parse("0 12 * * fri").unwrap(),
        ])
        .unwrap()
        .into(),
        OrTrigger::new([
            AnyTrigger::from(hours(2)),
            AndTrigger::new([daily(), daily()]).unwrap().into(),
            DateTrigger::parse("2030-01-01").unwrap().into(),
        ])
        .unwrap()
        .jitter(Duration::from_secs(60))
        .into(),
    ]
}

/// `UPDATE_EXPECT=1` records it.
#[test]
fn reads_well() {
    let mut table = String::new();
    for crontab in CRONTABS.lines().skip(1) {
        writeln!(table, "{crontab:<28}  {}", CronTrigger::parse(crontab).unwrap().describe()).unwrap();
    }
    for fields in KEYED.lines().skip(1) {
        writeln!(table, "cron({})\n    {}", fields.replace('|', ", "), keyed(fields).describe()).unwrap();
    }
    for trigger in others() {
        writeln!(table, "{trigger}\n    {}", trigger.describe()).unwrap();
    }
    expect_file!["data/describe.txt"].assert_eq(&table);
}

/// The same schedule reads alike, and different ones do not, among those of the corpus.
#[test]
fn equal_schedules_read_alike() {
    let same = [
        ("0 9 * * mon-fri", "0 0 9 * * 1,2,3,4,5"),
        ("@weekly", "0 0 * * 7"),
        ("*/30 * * * *", "0,30 * * * *"),
        ("0 0 ? * 5L", "0 0 * * fri#L"),
        ("0 0 1-31 * 1", "0 0 * * *"),
    ];
    for (one, other) in same {
        let describe = |crontab| CronTrigger::parse(crontab).unwrap().describe();
        assert_eq!(describe(one), describe(other));
    }
    assert_eq!(keyed("day=2nd fri").describe(), CronTrigger::parse("0 0 * * fri#2").unwrap().describe());
    assert_eq!(keyed("day=last").describe(), CronTrigger::parse("0 0 L * *").unwrap().describe());

    let corpus = include_str!("data/real_crons.txt").lines().filter(|line| !line.starts_with('#'));
    let mut fields_of: HashMap<String, CronFields> = HashMap::new();
    for expression in corpus.filter_map(|line| line.split('\t').next()) {
        let Ok(crontab) = parse_crontab(expression) else { continue };
        // That is not said: it makes no difference to what the calendar shows.
        let plain = CronFields { fixed_time: true, ..crontab.fields };
        let text = plain.describe();
        assert_eq!(*fields_of.entry(text).or_insert_with(|| plain.clone()), plain, "{expression}");
    }
    assert!(fields_of.len() > 100, "{}", fields_of.len());
}

/// The sets of bits are public: nonsense in them is described as nonsense.
#[test]
fn never_panics() {
    let mut seed = 1_u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 16 & (seed << 7)
    };
    #[allow(clippy::cast_possible_truncation, reason = "any bits will do")]
    for round in 0..2_000_u32 {
        let mut bits = |full: bool| if full { u64::MAX } else { random() };
        let years = YearRange {
            first: bits(false) as u16,
            last: bits(round % 3 == 0) as u16,
            step: bits(false) as u16,
        };
        let fields = CronFields {
            seconds: bits(round % 5 == 0),
            minutes: bits(round % 7 == 0),
            hours: bits(round % 4 == 0) as u32,
            days: bits(round % 3 == 0) as u32,
            from_end: bits(false) as u32,
            nearest: bits(false) as u32,
            nth: bits(false),
            weekdays: bits(round % 2 == 0) as u8,
            months: bits(round % 6 == 0) as u16,
            weeks: bits(round % 8 == 0),
            years: vec![years; round as usize % 3].into(),
            day_rule: [DayRule::Keyed, DayRule::CrontabAnd, DayRule::CrontabOr][round as usize % 3],
            fixed_time: round % 2 == 0,
        };
        assert!(!fields.describe().is_empty());
    }
    let none = parse_crontab("0 0 * * *").unwrap().fields;
    let none =
        CronFields { seconds: 0, minutes: 0, hours: 0, days: 0, weekdays: 0, months: 0, weeks: 0, ..none };
    assert!(!none.describe().is_empty());
}
