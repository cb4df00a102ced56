//! No text and no argument makes the crate panic or hang.

#![cfg(feature = "eval")]

mod checks;
mod support;

use aps_triggers::suggest::nearest;
use aps_triggers::{CronTrigger, Field, IntervalTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

use support::{Random, full};

/// Text made of what the grammars are made of, or of anything.
fn text() -> impl Strategy<Value = String> {
    let crumbs = proptest::sample::select(vec![
        "*",
        "/",
        "-",
        ",",
        "#",
        "?",
        "L",
        "W",
        "LW",
        "H",
        "@daily",
        "TZ=",
        " ",
        "  ",
        "\t",
        "\n",
        "0",
        "5",
        "31",
        "60",
        "99999999999",
        "mon",
        "fri",
        "jan",
        "last",
        "3rd",
        "2nd",
        ".",
        ":",
        "T",
        "Z",
        "+01:00",
        "2030-01-01",
        "h",
        "m",
        "ü",
        "🦀",
        "\u{0}",
    ]);
    prop_oneof![
        8 => proptest::collection::vec(crumbs, 0..14).prop_map(|crumbs| crumbs.concat()),
        1 => any::<String>(),
    ]
}

/// Crontabs of public repositories, as they are and with some bytes changed.
#[test]
fn damaged_crontabs_are_read_or_refused() {
    let mut random = Random::new();
    let corpus = include_str!("data/real_crons.txt").lines().filter(|line| !line.starts_with('#'));
    for line in corpus {
        let expression = line.split('\t').next().unwrap();
        checks::crontab(expression);
        for _ in 0..if full() { 1_000 } else { 1 } {
            checks::crontab(&damaged(expression, b"*/-,#?LW 0123456789@abcHmonJAN\xc3\n", &mut random));
        }
    }
}

/// More than a width that can be formatted.
#[test]
fn a_mistake_far_to_the_right_is_told_without_a_drawing() {
    let error = CronTrigger::parse(&format!("{}x * * * *", "*,".repeat(50_000))).unwrap_err();
    assert!(error.to_string().starts_with("invalid cron expression: "));
    let error = CronTrigger::parse(&format!("{} * * * *", "x".repeat(100_000))).unwrap_err();
    assert!(!error.to_string().contains("^^^"));
}

#[test]
fn damaged_dates_and_lengths_are_read_or_refused() {
    const WHOLE: [&str; 12] = [
        "2030-01-31",
        "2030-1-31 08:00:00.5",
        "2030-01-31T08:00:00.123456+01:00",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "1h 30m",
        "500ms",
        "1.5 hours",
        "3652500 days",
        "1 week 2d 3.25s",
        "0.000000001s",
    ];
    let mut random = Random::new();
    for text in WHOLE {
        checks::moment(text);
        for _ in 0..if full() { 20_000 } else { 50 } {
            checks::moment(&damaged(text, b"0123456789-:.TZ+ hmsdw\xc3\n", &mut random));
        }
    }
}

/// One to three bytes are others.
fn damaged(text: &str, others: &[u8], random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..random.within(1..=3) {
        let at = random.below(bytes.len().try_into().unwrap()) as usize;
        bytes[at] = *random.pick(others);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    // Each of them is compared with every name there is.
    #![proptest_config(support::config(30))]

    #[test]
    fn any_name_of_a_zone_is_known_or_refused(text in text()) {
        checks::zone(&text);
    }
}

proptest! {
    #![proptest_config(support::config(200))]

    #[test]
    fn any_text_is_read_or_refused(text in text(), other in text()) {
        checks::crontab(&text);
        checks::moment(&text);
        let _ = nearest(&text, [other.as_str(), "may"]);
    }

    #[test]
    fn any_field_is_read_or_refused(text in text(), other in text(), field in 0..Field::ALL.len()) {
        let mut texts = [""; 8];
        texts[field] = &text;
        texts[(field + 3) % 8] = &other;
        checks::keyed(&texts.join("\n"));
    }

    #[test]
    fn any_instant_has_an_answer(
        seconds in prop_oneof![any::<i64>(), -8_334_601_228_800_i64..8_210_266_876_800],
        nanos in 0_u32..2_000_000_000,
        zone in proptest::sample::select(vec!["UTC", "Europe/Berlin", "Pacific/Apia", "America/Los_Angeles"]),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let now = DateTime::from_timestamp(seconds, nanos).unwrap_or(DateTime::<Utc>::MAX_UTC);
        for crontab in ["0 0 * * *", "*/7 * * * * *", "0 0 29 2 *", "0 0 15W * 5#2"] {
            let trigger = CronTrigger::parse(crontab).unwrap().timezone(zone);
            if let Some(next) = trigger.next_fire_time(None, now) {
                prop_assert!(next >= now);
            }
            prop_assert!(trigger.next_fire_time(Some(now), now).is_none_or(|next| next > now));
        }
        let interval = IntervalTrigger::every(std::time::Duration::from_secs(3_601)).start_date(now);
        prop_assert!(interval.next_fire_time(Some(now), now).is_none_or(|next| next > now));
        let _ = zone.to_local(now).to_string();
    }
}
