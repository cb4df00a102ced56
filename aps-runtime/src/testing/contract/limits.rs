use std::num::NonZeroU32;
use std::time::Duration;

use chrono::TimeDelta;

use super::Subject;
use super::act::Act;
use super::outcomes::error;
use super::trial::outcomes_in;
use crate::error::ErrorKind;
use crate::event::{Event, EventMask};
use crate::job::{JobErrorKind, Retry};
use crate::testing::Outcome;

/// An `async fn` is dropped. A plain `fn` is told to be overdue, unless it can be killed, and
/// has timed out when it returns.
pub fn timeouts_end_runs(subject: &Subject) {
    for trial in subject.trials() {
        trial.add(trial.hold("slow").timeout(Duration::from_secs(10)));
        trial.begun("slow");
        trial.clock.advance(TimeDelta::seconds(10));
        let are_async = trial.functions.are_async;
        trial.until("the timeout", |told| {
            let is_overdue = |event: &Event| event.mask() == EventMask::JOB_OVERDUE;
            !outcomes_in(told).is_empty() || (!are_async && told.iter().any(is_overdue))
        });
        trial.open();
        assert_eq!(error(trial.outcome_of("slow")).kind(), JobErrorKind::TimedOut);
    }
}

/// An `async fn` is dropped. A plain `fn` ends as it likes, if it cannot be killed.
pub fn cancelled_runs_end(subject: &Subject) {
    for trial in subject.trials() {
        trial.add(trial.hold("held"));
        trial.begun("held");
        assert_eq!(trial.scheduler.cancel_runs("held"), 1);
        if !trial.functions.are_async {
            trial.open();
        }
        match trial.outcome_of("held") {
            Outcome::Executed(_) if !trial.functions.are_async => {}
            outcome => assert_eq!(error(outcome).kind(), JobErrorKind::Cancelled),
        }
        trial.run("next", (trial.functions.nothing)());
        assert!(matches!(trial.outcome_of("next"), Outcome::Executed(_)));
    }
}

/// Wherever the runs are.
pub fn instances_are_limited(subject: &Subject) {
    for trial in subject.trials() {
        let job = trial.done("a place", trial.hold("job").max_instances(2).paused(true));
        for _ in 0..2 {
            trial.done("a run", job.run_now());
        }
        let refused = trial.within("a refusal", job.run_now());
        assert!(refused.is_err_and(|error| error.kind() == ErrorKind::MaxInstances), "a third has begun");
        trial.open();
        trial.rest();
        let mut outcomes: Vec<_> =
            trial.outcomes().into_iter().map(|(_, outcome)| outcome.to_string()).collect();
        outcomes.sort();
        assert_eq!(outcomes, ["executed", "executed", "skipped"]);
    }
}

/// After the wait, by the same executor.
pub fn failed_runs_are_tried_again(subject: &Subject) {
    const TWICE: Retry = Retry::attempts(NonZeroU32::MIN.saturating_add(1)).delay(Duration::from_secs(60));
    for trial in subject.trials() {
        let call = (trial.functions.act)(Act::FailOnce(trial.file("tried")));
        trial.add(trial.job("retried", call).retry(TWICE));
        trial.run_for(59);
        assert!(trial.outcomes().is_empty(), "{:?}", trial.outcomes());
        trial.run_for(1);
        assert!(matches!(trial.outcome_of("retried"), Outcome::Executed(_)));
    }
}
