//! No text and no argument makes the crate panic or hang.

#![cfg(feature = "eval")]

mod support;

use aps_triggers::cron::{KeyedFields, canonical_keyed, parse_crontab, parse_keyed};
use aps_triggers::date::Moment;
use aps_triggers::interval::parse_length;
use aps_triggers::suggest::nearest;
use aps_triggers::{CronTrigger, Field, IntervalTrigger, ParseErrors, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

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

/// Every error can be drawn, on its own text and on any other.
fn draws(errors: &ParseErrors, other: &str) -> Result<(), TestCaseError> {
    for error in errors {
        let source = errors.source_of(error);
        prop_assert!(source.get(error.span()).is_some(), "{error:?} in {source:?}");
        prop_assert!(error.render(source).starts_with(&error.headline()));
        prop_assert!(error.render(other).starts_with(&error.headline()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(support::config(200))]

    #[test]
    fn any_text_is_read_or_refused(text in text(), other in text()) {
        let results = [
            parse_crontab(&text).err(),
            Moment::parse(&text).err(),
            parse_length(&text).err(),
            TimeZone::get(&text).err(),
        ];
        for errors in results.iter().flatten() {
            prop_assert!(errors.iter().count() > 0);
            draws(errors, &other)?;
        }
        let _ = nearest(&text, [other.as_str(), "may"]);
    }

    #[test]
    fn any_field_is_read_or_refused(text in text(), other in text(), field in 0..Field::ALL.len()) {
        let mut texts = [None; 8];
        texts[field] = Some(text.as_str());
        texts[(field + 3) % 8] = Some(other.as_str());
        let [year, month, day, week, day_of_week, hour, minute, second] = texts;
        let fields = KeyedFields { year, month, day, week, day_of_week, hour, minute, second };
        let canonical = canonical_keyed(&fields);
        match parse_keyed(&fields) {
            Ok(_) => prop_assert!(!canonical.is_empty()),
            Err(errors) => draws(&errors, &canonical)?,
        }
    }

    #[test]
    fn a_crontab_is_read_as_it_was_after_normalising(text in text()) {
        if let Ok(crontab) = parse_crontab(&text) {
            prop_assert_eq!(parse_crontab(&crontab.text).unwrap().fields, crontab.fields);
        }
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
