//! Whatever is done to a scheduler, in any order: it does what a model of a few plain lists
//! does. Compared after each step are what is told of each job, the list of the jobs, and
//! what is under way.
//!
//! A failure prints the shortest list of operations that was found to show it. `APS_SEED`
//! draws other cases, `APS_TESTS=full` some minutes of them.

mod model;
mod operation;
mod runs;
mod subject;

use std::time::Duration;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use model::{Model, Told};
use operation::{Operation, operations};
use subject::Subject;

const SEED: u64 = 20_261_122;

fn config() -> Config {
    let full = std::env::var("APS_TESTS").is_ok_and(|value| value == "full");
    let seed = std::env::var("APS_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    println!("APS_SEED={seed}");
    Config {
        cases: if full { 100_000 } else { 500 },
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        // Of what hangs, each try takes as long as it may.
        max_shrink_time: 60_000,
        max_shrink_iters: 20_000,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_scheduler_does_what_the_model_does(operations in operations()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        // Only a scheduler that hangs comes to the end of it.
        let followed = async { tokio::time::timeout(Duration::from_secs(10), follow(&operations.0)).await };
        runtime.block_on(followed)??;
    }
}

async fn follow(operations: &[Operation]) -> Result<(), TestCaseError> {
    let start: DateTime<Utc> = "2026-01-01T10:00:00Z".parse()?;
    let (mut model, subject) = (Model::new(start), Subject::new(start));
    for (step, operation) in operations.iter().enumerate() {
        let step = format!("step {step}, {operation:?}, at {}", model.now);
        let done = do_in_both(operation, &mut model, &subject).await;
        prop_assert_eq!(done.0, done.1, "the result of {}", step);
        let mut told = (subject.take_told(), std::mem::take(&mut model.told));
        if std::mem::take(&mut model.side_by_side) {
            in_any_order(&mut told.0);
            in_any_order(&mut told.1);
        }
        prop_assert_eq!(told.0, told.1, "what is told in {}", step);
        prop_assert_eq!(subject.jobs().await, model.jobs(), "the jobs after {}", step);
        prop_assert_eq!(subject.running(), model.running(), "what is listed as running after {}", step);
        prop_assert_eq!(subject.held(), model.held(), "what is under way after {}", step);
        prop_assert_eq!(subject.scheduler.state(), model.state, "the state after {}", step);
    }
    Ok(())
}

/// Runs of one job that go on at the same time end in any order.
fn in_any_order(told: &mut Told) {
    let is_outcome = |told: &str| {
        ["executed", "error", "missed", "retrying"].iter().any(|outcome| told.starts_with(outcome))
    };
    for told in told.values_mut() {
        told.chunk_by_mut(|one, other| is_outcome(one) && is_outcome(other)).for_each(<[_]>::sort);
    }
}

type Done = Result<(), aps_runtime::ErrorKind>;

async fn do_in_both(operation: &Operation, model: &mut Model, subject: &Subject) -> (Done, Done) {
    match operation {
        Operation::Release(id) if !model.holds(*id) => (Ok(()), Ok(())),
        // A clock that waits for runs to end would wait for ever.
        Operation::GoOn(seconds) if model.may_hold() => {
            let until = model.now + chrono::TimeDelta::seconds(*seconds);
            while let Some(stop) = model.next_stop(until) {
                subject.go_to(stop).await;
                model.go_on(stop);
            }
            subject.go_to(until).await;
            model.go_on(until);
            (Ok(()), Ok(()))
        }
        _ => {
            let is_idle = model.is_idle();
            (subject.apply(operation, is_idle).await, model.apply(operation))
        }
    }
}
