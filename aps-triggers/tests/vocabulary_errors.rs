//! What is said of data that is no trigger.

#![cfg(feature = "serde")]

use std::fmt::Write;

use aps_triggers::vocabulary::{MAX_DEPTH, MAX_MEMBERS};
use aps_triggers::{AnyTrigger, ParseErrorKind, TimeZone};
use expect_test::expect_file;

/// One mistake a line, or a few.
const REFUSED: &str = r#"
{}
5
null
"0 0 * * *"
["cron", "0 0 * * *"]
{"crom": "0 0 * * *"}
{"crontab": "0 0 * * *"}
{"hour": 5}
{"cron": null}
{"trigger": {"cron": "0 0 * * *"}}
{"cron": "0 0 * * *", "interval": "2h"}
{"cron": "0 0 * * *", "cron": "0 1 * * *"}
{"cron": 5}
{"cron": true}
{"cron": ["0 0 * * *"]}
{"cron": ""}
{"cron": "0 0 1-15 mai *"}
{"cron": "61 25 * * *"}
{"cron": "0 0 30 2 *"}
{"cron": "0 0 * * *", "tz": "UTC"}
{"cron": "0 0 * * *", "timezon": "UTC"}
{"cron": "0 0 * * *", "hour": 5}
{"cron": "0 0 * * *", "timezone": "Europe/Berln"}
{"cron": "0 0 * * *", "timezone": 1}
{"cron": "CRON_TZ=UTC 0 0 * * *", "timezone": "UTC"}
{"cron": {"mnth": 5}}
{"cron": {"month": "mai", "hour": 25}}
{"cron": {"hour": -1}}
{"cron": {"hour": 5.5}}
{"cron": {"hour": true}}
{"cron": {"hour": {"from": 5}}}
{"cron": {"hour": 18446744073709551615}}
{"cron": {"day": "mon-fri/2"}}
{"cron": {"month": 2, "day": 30}}
{"cron": {"hour": 5, "hour": 6}}
{"cron": {"hour": 5, "timezone": "UTC"}, "timezone": "UTC"}
{"cron": {"hour": 5, "jitter": -1}}
{"cron": {"hour": 5, "jitter": 1e300}}
{"cron": {"hour": 5, "jitter": "soon"}}
{"cron": {"hour": 5, "jitter": {"seconds": 5}}}
{"cron": {"hour": 5, "dst_gap": "jump"}}
{"cron": {"hour": 5, "dst_overlap": "firts"}}
{"cron": {"hour": 5, "dst_overlap": false}}
{"cron": {"hour": 5, "start_date": "2026-02-30", "end_date": "tomorrow"}}
{"cron": {"hour": 5, "start_date": 1767225600}}
{"interval": 5}
{"interval": "2"}
{"interval": "2 fortnights"}
{"interval": {}}
{"interval": {"hours": 0}}
{"interval": {"hours": "2"}}
{"interval": {"hours": -2}}
{"interval": {"hour": 2}}
{"interval": {"hours": 1e300}}
{"interval": {"months": 1}}
{"interval": {"hours": 2, "dst_gap": "skip"}}
{"date": "2009-11-06 16:30"}
{"date": "2009-02-29"}
{"date": {}}
{"date": 20091106}
{"date": {"run_date": "2009-11-06", "end_date": "2009-11-07"}}
{"date": "2009-11-06", "run_date": "2009-11-06"}
{"calendar_interval": "1 month"}
{"calendar_interval": {}}
{"calendar_interval": {"hour": 15}}
{"calendar_interval": {"months": 1.5}}
{"calendar_interval": {"months": -1}}
{"calendar_interval": {"months": 1, "hour": 24, "minute": "30"}}
{"calendar_interval": {"months": 4294967296}}
{"calendar_interval": {"months": 1, "start_date": "2026-01-31 12:00:00"}}
{"calendar_interval": {"hours": 1}}
{"and": []}
{"and": {"cron": "0 0 * * *"}}
{"or": [{"cron": "0 0 * * *"}, {"and": [{"interval": "2h"}, {"cron": {"month": "mai"}}]}]}
{"or": [{"cron": "0 0 * *"}, "0 0 * * *", {"interval": {"hors": 2}}]}
{"or": [{"cron": "0 0 * * *"}], "timezone": "UTC"}
{"or": [{"cron": "0 0 * * *"}], "jitters": 5}
"#;

fn refusal(text: &str) -> String {
    let error = serde_json::from_str::<AnyTrigger>(text).map(|trigger| panic!("{text} is {trigger}"));
    error.unwrap_err().to_string()
}

/// To be read as prose: `UPDATE_EXPECT=1` records it.
#[test]
fn mistakes_are_drawn_and_have_a_path() {
    let mut drawn = String::new();
    for text in REFUSED.lines().filter(|line| !line.is_empty()) {
        write!(drawn, "{text}\n\n{}\n\n----\n", refusal(text)).unwrap();
    }
    expect_file!["data/vocabulary_errors.txt"].assert_eq(&drawn);
}

#[test]
fn too_much_is_refused() {
    let wrapped = |levels: usize| {
        format!("{}{}{}", r#"{"and": ["#.repeat(levels), r#"{"interval": "1h"}"#, "]}".repeat(levels))
    };
    assert!(serde_json::from_str::<AnyTrigger>(&wrapped(MAX_DEPTH)).is_ok());
    for levels in [MAX_DEPTH + 1, MAX_DEPTH + 2, 60] {
        assert!(refusal(&wrapped(levels)).contains("triggers are nested more than 32 deep"));
    }
    let objects = format!("{}5{}", r#"{"cron": "#.repeat(100), "}".repeat(100));
    assert!(refusal(&objects).contains("triggers are nested more than 32 deep"));

    let many = |count: usize| format!(r#"{{"or": [{}]}}"#, vec![r#"{"interval": "1h"}"#; count].join(","));
    assert!(serde_json::from_str::<AnyTrigger>(&many(MAX_MEMBERS)).is_ok());
    let error = refusal(&many(2 * MAX_MEMBERS));
    assert!(error.contains("in `or[1000]`: these are more than 1000 triggers in one"), "{error}");
    assert!(error.contains("and 990 more"), "{error}");
    assert!(refusal(&many(100_000)).contains("this is too large"));

    let keys: Vec<String> = (0..1_000).map(|key| format!(r#""{key}": {key}"#)).collect();
    let error = refusal(&format!(r#"{{"cron": {{{}}}}}"#, keys.join(",")));
    assert!(error.contains("unknown key `9`") && error.contains("and 990 more"), "{error}");
    let error = refusal(&format!(r#"{{"cron": "0 0 * * *", "{}": 1}}"#, "x".repeat(100_000)));
    assert!(error.len() < 500, "{error}");
}

/// A combination that never fires may be what is left of one that did: it is readable,
/// and whoever takes it on asks.
#[test]
fn a_combination_that_never_fires_is_read() {
    let text = r#"{"and": [{"cron": "0 0 * * *"}, {"cron": "0 12 * * *"}]}"#;
    let trigger: AnyTrigger = serde_json::from_str(text).unwrap();
    let errors = trigger.clone().resolve(TimeZone::UTC, "2026-01-01T00:00:00Z".parse().unwrap()).check();
    let errors = errors.unwrap_err();
    assert!(errors.iter().any(|error| matches!(error.kind(), ParseErrorKind::NeverFires { .. })));
    assert_eq!(
        serde_json::from_str::<AnyTrigger>(&serde_json::to_string(&trigger).unwrap()).unwrap(),
        trigger
    );
}
