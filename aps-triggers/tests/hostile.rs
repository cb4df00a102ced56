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

/// Crontabs of public repositories, each with some bytes changed.
#[test]
fn damaged_crontabs_are_read_or_refused() {
    let mut random = Random::new();
    let corpus = include_str!("data/real_crons.txt").lines().filter(|line| !line.starts_with('#'));
    for line in corpus {
        let expression = line.split('\t').next().unwrap();
        checks::crontab(expression);
        for _ in 0..if full() { 1_000 } else { 1 } {
            let mut bytes = expression.as_bytes().to_vec();
            for _ in 0..random.within(1..=3) {
                let at = random.below(bytes.len().try_into().unwrap()) as usize;
                bytes[at] = *random.pick(b"*/-,#?LW 0123456789@abcHmonJAN\xc3\n");
            }
            checks::crontab(&String::from_utf8_lossy(&bytes));
        }
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
