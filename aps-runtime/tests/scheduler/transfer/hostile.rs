//! No file makes an import panic, hang, or change anything by halves.

use aps_runtime::ErrorKind;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::{HOURLY, file};
use crate::harness::Harness;

/// A file with everything in it.
const WHOLE: &str = r#"{
  "format": "aps-jobs",
  "version": 1,
  "exported_by": "a test",
  "jobs": [
    {
      "id": "nightly",
      "jobstore": "default",
      "function": "scheduler::transfer::greet",
      "args": ["ann \u00e4 \ud83e\udd80"],
      "trigger": {"cron": {"month": "6-8", "day": "3rd fri", "hour": 3}, "timezone": "Europe/Helsinki", "jitter": 1.5},
      "next_run_time": "2026-06-19T00:00:00.000000001Z",
      "paused": true,
      "name": "Nightly",
      "executor": "default",
      "coalesce": true,
      "max_instances": 2,
      "misfire_grace_time": null,
      "timeout": "1h 30m",
      "retry": {"attempts": 4, "delay": 0.5, "factor": 3, "max_delay": 300},
      "on_node_loss": "rerun",
      "tags": ["a", "b"],
      "metadata": {"owner": "ann"}
    },
    {"id": "unknown", "function": "no::such", "args": [{"a": [1, -2.5e3, null, true]}], "trigger": {"or": [{"interval": "2h"}, {"date": "2030-01-01T00:00:00Z"}]}}
  ]
}
"#;

async fn check(text: impl Into<Vec<u8>>) -> Result<(), ErrorKind> {
    let harness = Harness::at("09:30");
    harness.scheduler.start_paused().await.unwrap();
    super::check::check(&harness.scheduler, text).await
}

#[tokio::test]
async fn a_file_that_was_cut_off_anywhere_is_refused() {
    let whole = WHOLE.trim_end();
    check(whole).await.unwrap();
    for end in 0..whole.len() {
        assert_eq!(check(&whole.as_bytes()[..end]).await, Err(ErrorKind::Import), "{end}");
    }
}

#[tokio::test]
async fn files_that_mean_harm_are_refused() {
    let job = |id: &str| HOURLY.replace("\"hourly\"", id);
    let nested = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
    let trigger = |trigger: &str| HOURLY.replace("{\"cron\": \"0 * * * *\"}", trigger);
    let keys = (0..1_000).map(|key| format!("\"{key}\": 1, ")).collect::<Vec<_>>().concat();
    let mut hostile = vec![
        nested("[", "]", 1_000_000),
        nested("{\"a\":", "}", 200_000),
        file(&[&nested("[", "]", 500)]),
        file(&[&trigger(&nested("{\"and\": [", "]}", 100_000))]),
        file(&[&trigger(&nested("{\"and\": [", "]}", 40))]),
        file(&[&trigger(&format!("{{\"or\": [{}]}}", ["{\"interval\": 1}"; 5_000].join(",")))]),
        file(&[HOURLY; 2_000]),
        file(&[&format!("{{{}\"id\": 1}}", "\"id\": 1, ".repeat(100_000))]),
        file(&[&format!("{{{keys}\"id\": \"a\"}}")]),
        file(&[&format!("{{\"args\": [{{{keys}\"a\": 1}}]}}")]),
        file(&["0"; 10_000]),
        file(&["{}"; 20_000]),
        file(&[&job(&format!("\"{}\"", "x".repeat(1_000_000)))]),
        file(&[&job("\"a\\u0000b\"")]),
        file(&[&job("\"a\0b\"")]),
        file(&[&job("\"\\ud800\"")]),
        file(&[&job("1e999")]),
        file(&[&trigger(&format!("{{\"cron\": \"{}\"}}", "*,".repeat(40_000)))]),
        file(&[&trigger(&format!("{{\"interval\": \"{}s\"}}", "9".repeat(500_000)))]),
        file(&[HOURLY]) + "x",
        file(&[HOURLY]).replace('"', "'"),
        file(&[HOURLY]).replace("]}", "],}"),
        file(&[HOURLY]).replace("\n]", ",\n]"),
        format!("// jobs\n{}", file(&[HOURLY])),
        format!("{0}{0}", file(&[HOURLY])),
        "\u{feff}\u{feff}".to_owned() + &file(&[HOURLY]),
        "null".to_owned(),
        " ".repeat(1_000_000),
        "\n".repeat(1_000_000) + "x",
    ];
    hostile.push(file(&[HOURLY]).replace("aps-jobs", &"\\u0000".repeat(100_000)));
    for text in hostile {
        let shown: String = text.chars().take(200).collect();
        assert_eq!(check(text).await, Err(ErrorKind::Import), "{shown}");
    }
}

/// A mark that some editors put first means nothing.
#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    check("\u{feff}".to_owned() + WHOLE).await.unwrap();
}

fn config() -> Config {
    let given = Config::default();
    let rng_seed = match given.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_122),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    Config { rng_seed, failure_persistence: None, ..given }
}

/// A file with some pieces of it replaced by others, or by anything.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "null",
            "true",
            "0",
            "-1",
            "1e5",
            "1e999",
            "\"\"",
            "\"5m\"",
            "\"none\"",
            "\\u0000",
            "\\",
            "\n",
            "99999999999999999999",
            "\"id\"",
            "\"args\"",
            "\"cron\"",
            "{\"and\":[",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec((0..WHOLE.len(), 0_usize..12, piece), 1..4).prop_map(|changes| {
        let mut bytes = WHOLE.as_bytes().to_vec();
        for (at, length, piece) in changes {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, piece);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(config())]

    /// The same as the fuzz target does without an end: `aps-runtime/fuzz`.
    #[test]
    fn any_damage_is_refused_or_harmless(text in damaged()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _ = runtime.block_on(check(text));
    }

    #[test]
    fn any_bytes_are_refused(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        prop_assert_eq!(runtime.block_on(check(text)), Err(ErrorKind::Import));
    }
}
