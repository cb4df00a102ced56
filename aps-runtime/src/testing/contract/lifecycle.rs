use super::Subject;
use super::outcomes::error;
use super::trial::Trial;
use crate::event::{Event, EventMask};
use crate::job::JobErrorKind;
use crate::scheduler::{SchedulerState, Wait};
use crate::testing::Outcome;

/// Those that wait in it as well.
pub fn a_shutdown_waits_for_runs(subject: &Subject) {
    for trial in subject.trials() {
        hold_two(&trial);
        let shutdown =
            trial.in_runtime(|| tokio::spawn(trial.scheduler.shutdown(Wait::ForJobs).into_future()));
        trial.within("the shutdown", async {
            while trial.scheduler.state() != SchedulerState::ShuttingDown {
                tokio::task::yield_now().await;
            }
        });
        assert_eq!(index_of_shutdown(&trial.told()), None, "it has not waited");
        trial.open();
        let ended = trial.within("the end of the shutdown", shutdown);
        assert!(matches!(ended, Ok(Ok(_))), "{ended:?}");
        let told = trial.told();
        let last_run = told.iter().rposition(|event| event.mask() == EventMask::JOB_EXECUTED);
        assert!(last_run < index_of_shutdown(&told), "{told:#?}");
        assert_eq!(ended_well(&trial), 2);
    }
}

/// They go on, and tell how they end.
pub fn a_shutdown_that_does_not_wait_leaves_runs_alone(subject: &Subject) {
    for trial in subject.trials() {
        hold_two(&trial);
        let left = trial.done("the shutdown", trial.scheduler.shutdown(Wait::No));
        let are_left = |id: &str| left.still_running.iter().any(|run| run.job_id == *id);
        assert!(are_left("0") && are_left("1"), "{left}");
        trial.until("the word of it", |told| index_of_shutdown(told).is_some());
        assert_eq!(ended_well(&trial), 0);
        trial.open();
        trial.rest();
        assert_eq!(ended_well(&trial), 2, "{:?}", trial.outcomes());
    }
}

/// By [`Rejected`](crate::Rejected), so that the run is told as not started. It may be started again.
pub fn what_comes_after_a_shutdown_is_given_back(subject: &Subject) {
    for trial in subject.trials() {
        trial.executor.shutdown();
        trial.run("late", (trial.functions.nothing)());
        assert_eq!(error(trial.outcome_of("late")).kind(), JobErrorKind::NotStarted);
        let started = trial.in_runtime(|| trial.executor.start());
        assert!(started.is_ok(), "{started:?}");
        trial.run("again", (trial.functions.nothing)());
        assert!(matches!(trial.outcome_of("again"), Outcome::Executed(_)));
    }
}

/// With its scheduler, as often as one likes.
pub fn it_starts_again(subject: &Subject) {
    for trial in subject.trials() {
        for id in ["first", "second", "third"] {
            trial.run(id, (trial.functions.nothing)());
            assert!(matches!(trial.outcome_of(id), Outcome::Executed(_)));
            trial.done("the shutdown", trial.scheduler.shutdown(Wait::ForJobs));
            trial.done("the start", trial.scheduler.start());
        }
    }
}

/// One has begun, and the other is in the executor.
fn hold_two(trial: &Trial<'_>) {
    for id in ["0", "1"] {
        trial.add(trial.hold(id));
    }
    trial.begun("0");
    trial.another_executor_goes_on();
}

fn index_of_shutdown(told: &[Event]) -> Option<usize> {
    told.iter().position(|event| event.mask() == EventMask::SCHEDULER_SHUTDOWN)
}

/// How many of the two.
fn ended_well(trial: &Trial<'_>) -> usize {
    let outcomes = trial.outcomes();
    let ended_well = |(id, outcome): &&(String, Outcome)| {
        ["0", "1"].contains(&id.as_str()) && matches!(outcome, Outcome::Executed(_))
    };
    outcomes.iter().filter(ended_well).count()
}
