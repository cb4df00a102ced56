//! What functions return reaches those who listen.

use std::sync::{Arc, Mutex};

use aps_runtime::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Harness, once, succeed};

#[job]
async fn count() -> Json<Vec<u32>> {
    Json(vec![1, 2])
}

#[job]
fn try_to_count() -> Result<Json<u32>, std::num::ParseIntError> {
    "7".parse().map(Json)
}

#[job]
fn count_in_vain() -> Json<std::collections::BTreeMap<(u8, u8), u8>> {
    Json([((1, 2), 3)].into())
}

#[tokio::test]
async fn a_result_is_told_with_the_end_of_its_run() {
    let harness = Harness::started("09:30").await;
    let results = Arc::new(Mutex::new(Vec::<Option<Value>>::new()));
    harness.scheduler.add_listener(EventMask::JOB_EXECUTED, {
        let results = results.clone();
        move |event| {
            if let Event::JobExecuted { result, .. } = event {
                results.lock().unwrap().push(result.as_deref().cloned());
            }
        }
    });
    for (call, time) in [(count::job(), "10:00"), (try_to_count::job(), "10:01"), (succeed::job(), "10:02")] {
        harness.scheduler.add_job(call, once(time)).await.unwrap();
    }
    harness.run_until("10:30").await;
    assert_eq!(*results.lock().unwrap(), [Some(json!([1, 2])), Some(json!(7)), None]);
}

#[tokio::test]
async fn a_result_that_is_no_json_is_a_failure_of_the_run() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(count_in_vain::job(), once("10:00")).id("job").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(
        harness.log_of(&["error", "executed"]),
        ["error job 10:00:00 the result cannot be written as JSON: key must be a string"]
    );
}
