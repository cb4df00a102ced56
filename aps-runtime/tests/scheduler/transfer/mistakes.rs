//! What is wrong with a file is told all at once, and nothing is changed.

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, MemoryStore};

use super::{HOURLY, exported, file, import};
use crate::harness::Harness;

/// What is told of a file; that nothing was imported.
async fn refusal(text: impl Into<Vec<u8>>) -> String {
    let builder = Scheduler::builder().job_store("durable", MemoryStore::new());
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    let before = exported(&harness.scheduler).await;
    harness.log();
    let error = import(&harness.scheduler, text).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Import);
    assert_eq!((exported(&harness.scheduler).await, harness.log()), (before, vec![]));
    error.to_string()
}

#[derive(Clone)]
struct Database;

#[job]
async fn with_state(_database: State<Database>) {}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let text = r#"{
  "format": "aps-jobs",
  "version": 1,
  "job": [],
  "jobs": [
    {"id": "no blanks", "function": "scheduler::harness::succeed", "trigger": {"cron": "0 0 1 mai *"}},
    {"id": "a", "function": "scheduler::harness::succeed", "triger": {"interval": "2 hurs"}},
    {
      "id": "b", "function": "scheduler::harness::succeed", "trigger": {"interval": "1h"},
      "executor": "defualt", "jobstore": "durible", "timeout": "5 minuts", "max_instances": 0,
      "misfire_grace_time": true, "on_node_loss": "retry", "retry": {"attempts": 3, "times": 3},
      "next_run_time": "tomorrow"
    },
    {"id": "c", "function": "scheduler::harness::succeed", "trigger": {"interval": "1h"}, "executor": "defualt"},
    {"id": "c", "function": "scheduler::harness::succeed", "args": [1], "trigger": {"interval": "1h"}},
    {"id": "d", "function": "scheduler::transfer::mistakes::with_state", "trigger": {"interval": "1h"}, "jobstore": "durible"},
    {"id": "e", "function": "scheduler::transfer::greet", "args": [1], "trigger": {"interval": "1h"}},
    {"id": "f", "function": "scheduler::harness::succeed", "trigger": {"interval": "1h", "start_date": "2030-01-01", "end_date": "2029-01-01"}}
  ]
}
"#;
    assert_eq!(refusal(text).await + "\n", include_str!("mistakes.txt"));
}

#[tokio::test]
async fn another_format_or_version_is_told_as_that() {
    let told = [
        refusal(file(&[HOURLY]).replace("\"version\": 1", "\"version\": 2, \"new\": true")).await,
        refusal(file(&[HOURLY]).replace("\"version\": 1", "\"version\": 0")).await,
        refusal(file(&[HOURLY]).replace("\"version\": 1", "\"version\": \"1\"")).await,
        refusal(file(&[HOURLY]).replace("aps-jobs", "crontab")).await,
        refusal(r#"{"version": 1, "scheduler_version": "3.11.3", "jobs": []}"#).await,
        refusal("{}").await,
        refusal("[]").await,
        refusal("").await,
        refusal("# jobs").await,
        refusal(&b"\xff\xfe{\0}\0"[..]).await,
    ];
    assert_eq!(told.join("\n\n--\n\n") + "\n", include_str!("formats.txt"));
}

/// Whatever it holds may be secret, so it is not drawn.
#[tokio::test]
async fn nothing_of_the_arguments_is_shown() {
    for args in [
        r#"["canary", 2"#,
        r#"{"canary": 1}"#,
        r#"["canary"]"#,
        r#""canary""#,
        r#"[{"a": "canary", "a": 2}]"#,
        r#"["canary]"#,
    ] {
        let job = HOURLY.replace("\"trigger\"", &format!("\"args\": {args}, \"trigger\""));
        let told = refusal(file(&[&job])).await;
        assert!(!told.contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn arguments_have_a_limit_that_can_be_moved() {
    let harness = Harness::started("09:30").await;
    let job = |function: &str, args: &str| {
        format!(
            r#"{{"id": "a", "function": "{function}", "trigger": {{"interval": "1h"}}, "args": [{args}]}}"#
        )
    };
    let large = format!("\"{}\"", "x".repeat(100_000));
    let text = file(&[&job("scheduler::transfer::greet", &large)]);
    let error = import(&harness.scheduler, text.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Import);
    assert!(error.to_string().contains("arguments are larger than 65536 bytes"), "{error}");
    import(&harness.scheduler, text).max_arguments_size(200_000).dry_run().await.unwrap();
    // Also of a function that is not known, and will be called with them one day.
    let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
    let error = import(&harness.scheduler, file(&[&job("not::known", &deep)])).await.unwrap_err();
    assert!(error.to_string().contains("arguments are nested more than 32 deep"), "{error}");
    let error = import(&harness.scheduler, file(&[&job("not::known", &large)])).await.unwrap_err();
    assert!(error.to_string().contains("arguments are larger than"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_looked_at() {
    let harness = Harness::started("09:30").await;
    let text = file(&[HOURLY]);
    let error = import(&harness.scheduler, text.clone()).max_size(text.len() as u64 - 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Import);
    assert_eq!(
        error.to_string(),
        format!("`input` is larger than {} bytes\n  = help: `max_size(…)` allows for more", text.len() - 1)
    );
    import(&harness.scheduler, text.clone()).max_size(text.len() as u64).await.unwrap();
    // There is no end to what a reader may have.
    let endless = harness.scheduler.import_jobs_from(std::io::repeat(b' '));
    assert!(endless.await.unwrap_err().to_string().starts_with("`input` is larger than 8388608 bytes"));
}
