use std::sync::Arc;

use serde_json::{Value, json};

use super::act::Act;
use super::{Functions, Subject};
use crate::event::EventMask;
use crate::job::{JobError, JobErrorKind};
use crate::testing::Outcome;

/// Nothing or JSON, and the arguments arrive.
pub fn results_are_told(subject: &Subject) {
    for trial in subject.trials() {
        let Functions { act, nothing, .. } = trial.functions;
        trial.run("nothing", nothing());
        assert_eq!(result(trial.outcome_of("nothing")), None);
        let object = json!({ "text": "Grüße, \"you\"\n", "numbers": [1, -2.5, u64::MAX], "none": null });
        for (id, value) in [("object", object), ("null", Value::Null)] {
            trial.run(id, act(Act::Return(value.clone())));
            assert_eq!(result(trial.outcome_of(id)).as_deref(), Some(&value));
        }
    }
}

/// What a function gives as its error.
pub fn errors_are_told_with_their_text(subject: &Subject) {
    for trial in subject.trials() {
        trial.run("fails", (trial.functions.act)(Act::Fail("no paper".into())));
        let error = error(trial.outcome_of("fails"));
        assert_eq!((error.kind(), error.to_string().as_str()), (JobErrorKind::Failed, "no paper"));
    }
}

/// More of them than there are workers anywhere, and the next run goes well.
pub fn panics_are_told_and_cost_nothing(subject: &Subject) {
    for trial in subject.trials() {
        let ids: Vec<_> = (0..50).map(|number| format!("panics-{number}")).collect();
        for id in &ids {
            trial.run(id, (trial.functions.act)(Act::Panic(format!("{id} at the disco"))));
        }
        for id in &ids {
            let error = error(trial.outcome_of(id));
            assert_eq!(error.kind(), JobErrorKind::Panicked, "{error}");
            assert!(error.to_string().contains(&format!("{id} at the disco")), "{error}");
        }
        trial.run("after", (trial.functions.nothing)());
        assert_eq!(result(trial.outcome_of("after")), None);
    }
}

/// A thousand at a time, of which none is lost and none is told twice.
pub fn each_of_many_runs_has_one_outcome(subject: &Subject) {
    for trial in subject.trials() {
        let ids: Vec<_> = (0..1000).map(|number| format!("{number:03}")).collect();
        // Due at one instant, to which the clock goes when all are there.
        let soon = crate::DateTrigger::at(crate::Clock::now(&trial.clock) + chrono::TimeDelta::seconds(1));
        for id in &ids {
            let job = trial.scheduler.add_job((trial.functions.nothing)(), soon.clone());
            trial.add(job.id(id.clone()).executor("subject"));
        }
        trial.run_for(1);
        let outcomes = trial.outcomes();
        for (index, id) in ids.iter().enumerate() {
            let outcome = outcomes.get(index);
            assert!(
                matches!(outcome, Some((of, Outcome::Executed(_))) if of == id),
                "not one good end of each run: {outcome:?} stands where that of `{id}` is to be"
            );
        }
        assert_eq!(outcomes.len(), ids.len());
    }
}

/// Added, submitted, executed, removed.
pub fn events_of_a_job_come_in_order(subject: &Subject) {
    for trial in subject.trials() {
        for id in ["a", "b", "c"] {
            trial.run(id, (trial.functions.nothing)());
        }
        trial.rest();
        for id in ["a", "b", "c"] {
            let told = trial.told().into_iter();
            let told = told.filter(|event| event.job_id().is_some_and(|job_id| *job_id == *id));
            let order = [
                EventMask::JOB_ADDED,
                EventMask::JOB_SUBMITTED,
                EventMask::JOB_EXECUTED,
                EventMask::JOB_REMOVED,
            ];
            assert_eq!(told.map(|event| event.mask()).collect::<Vec<_>>(), order);
        }
    }
}

/// Unless the executor says that it runs jobs elsewhere.
pub fn closures_run_here(subject: &Subject) {
    for trial in subject.trials() {
        if trial.executor.runs_elsewhere() {
            continue;
        }
        let seven = Arc::new(7);
        let also = seven.clone();
        trial.run("plain", move || crate::Json(*seven));
        trial.run("async", move || {
            let also = also.clone();
            async move { crate::Json(*also) }
        });
        for id in ["plain", "async"] {
            assert_eq!(result(trial.outcome_of(id)).as_deref(), Some(&json!(7)));
        }
    }
}

fn result(outcome: Outcome) -> Option<Arc<Value>> {
    match outcome {
        Outcome::Executed(result) => result,
        other => panic!("it has not ended well: {other}"),
    }
}

pub(super) fn error(outcome: Outcome) -> JobError {
    match outcome {
        Outcome::Failed(error) => error,
        other => panic!("it has not failed: {other}"),
    }
}
