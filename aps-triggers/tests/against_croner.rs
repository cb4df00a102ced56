//! Random crontabs with the day forms of Quartz, against croner, in UTC.
#![cfg(feature = "eval")]

mod support;

use aps_triggers::{CronTrigger, Trigger};
use chrono::{DateTime, Utc};
use croner::parser::CronParser;
use proptest::prelude::*;

fn numbers(min: u32, max: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        7 => without_step(min, max),
        1 => (1..=(max - min) / 2).prop_map(|step| format!("*/{step}")),
    ]
}

/// For the day fields. There, `*/2` restricts nothing by crontab(5) of cronie, as it
/// starts with `*`; to croner it is a restriction, which makes the other day field an
/// alternative.
fn without_step(min: u32, max: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("*".to_owned()),
        2 => (min..=max).prop_map(|number| number.to_string()),
        1 => (min..=max, min..=max).prop_map(|(a, b)| format!("{},{}", a.min(b), a.max(b))),
        1 => (min..=max, min..=max).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
    ]
}

fn day() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => without_step(1, 31),
        1 => Just("?".to_owned()),
        1 => Just("L".to_owned()),
        1 => Just("LW".to_owned()),
        1 => (1_u32..10).prop_map(|before| format!("L-{before}")),
        3 => (1_u32..=31).prop_map(|day| format!("{day}W")),
    ]
}

fn weekday() -> impl Strategy<Value = String> {
    let name = || proptest::sample::select(vec!["sun", "MON", "tue", "wed", "Thu", "fri", "sat"]);
    prop_oneof![
        4 => without_step(0, 7),
        1 => Just("?".to_owned()),
        1 => name().prop_map(str::to_owned),
        1 => (0_u32..=6).prop_map(|day| format!("{day}L")),
        1 => (name(), 1_u32..=5).prop_map(|(day, nth)| format!("{day}#{nth}")),
        1 => (0_u32..=6, 1_u32..=5).prop_map(|(day, nth)| format!("{day}#{nth}")),
    ]
}

fn crontab() -> impl Strategy<Value = String> {
    let fields = (numbers(0, 59), numbers(0, 23), day(), numbers(1, 12), weekday());
    fields.prop_map(|(minute, hour, day, month, weekday)| format!("{minute} {hour} {day} {month} {weekday}"))
}

proptest! {
    #![proptest_config(support::config(300))]

    #[test]
    fn agrees_with_croner(crontab in crontab(), start in 0_i64..4_000_000_000) {
        let parser = CronParser::builder().sloppy_ranges(true).build();
        let (Ok(ours), Ok(theirs)) = (CronTrigger::parse(&crontab), parser.parse(&crontab)) else {
            return Ok(());
        };
        let mut time: DateTime<Utc> = DateTime::from_timestamp(start, 0).unwrap();
        for _ in 0..10 {
            let next = ours.next_fire_time(Some(time), time);
            prop_assert_eq!(next, theirs.find_next_occurrence(&time, false).ok(), "{} after {}", crontab, time);
            let Some(next) = next else { break };
            time = next;
        }
    }
}
