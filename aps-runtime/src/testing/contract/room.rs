use std::time::Duration;

use chrono::TimeDelta;

use super::Subject;
use crate::event::{Event, EventMask};
use crate::testing::Outcome;

/// Neither does the loop, nor do the jobs of other executors.
pub fn nobody_waits_for_a_run(subject: &Subject) {
    for trial in subject.trials() {
        trial.add(trial.hold("held"));
        trial.begun("held");
        trial.another_executor_goes_on();
        trial.open();
        assert!(matches!(trial.outcome_of("held"), Outcome::Executed(_)));
    }
}

/// No more are handed over than it takes; the others run when there is room.
pub fn what_finds_no_room_stays_in_its_store(subject: &Subject) {
    for trial in subject.trials() {
        let Some(capacity) = trial.executor.capacity().filter(|capacity| *capacity <= 100) else { continue };
        let ids: Vec<_> = (0..capacity + 5).map(|number| format!("held-{number:03}")).collect();
        for id in &ids {
            trial.add(trial.hold(id));
        }
        trial.until("a full executor", |told| submitted(told) >= capacity);
        trial.another_executor_goes_on();
        assert_eq!(submitted(&trial.told()), capacity + 1, "with the one of the other executor");
        trial.open();
        for id in &ids {
            assert!(matches!(trial.outcome_of(id), Outcome::Executed(_)));
        }
    }
}

/// Those that have begun in time run to their end, the others are missed.
pub fn lateness_is_looked_at_when_a_run_begins(subject: &Subject) {
    for trial in subject.trials() {
        let ids = ["0", "1", "2", "3"];
        for id in ids {
            trial.add(trial.hold(id).misfire_grace_time(Duration::from_secs(5)));
        }
        trial.until("all runs in the executor", |told| submitted(told) == ids.len());
        trial.begun(ids[0]);
        trial.clock.advance(TimeDelta::seconds(60));
        trial.open();
        trial.rest();
        for id in ids {
            let outcome = trial.outcome_of(id);
            let was_in_time = matches!(outcome, Outcome::Executed(_));
            assert!(was_in_time || matches!(outcome, Outcome::Missed), "`{id}`: {outcome}");
            assert_eq!(was_in_time, trial.has_begun(id), "`{id}`");
        }
        assert!(trial.has_begun(ids[0]));
    }
}

fn submitted(told: &[Event]) -> usize {
    told.iter().filter(|event| event.mask() == EventMask::JOB_SUBMITTED).count()
}
