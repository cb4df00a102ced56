//! A store may forget what it says it may, and nothing else.

use aps_torture::{Fault, FaultKind, History, Invariant, Summary};
use chrono::{DateTime, TimeDelta, Utc};

use crate::edit::{body, end, second, shift};
use crate::judge;
use crate::world::history;

/// A fire time is run once more, as if the store had forgotten that it was.
fn run_again(history: &mut History, fence: u64) -> DateTime<Utc> {
    let first = body(history, "plain", second(10), 0).clone();
    let mut again = first.clone();
    again.fence = fence;
    shift(&mut again, 400);
    history.bodies.push(again);
    end(history, "plain", second(10), |row| row.fence = fence);
    first.started
}

/// The store may forget what it was told from this many milliseconds after an instant on, for a fifth of a second.
fn forget(history: &mut History, at: DateTime<Utc>, after: i64) {
    let began = at + TimeDelta::milliseconds(after);
    let ended = began + TimeDelta::milliseconds(200);
    let fault = |kind, began, ended| Fault { kind, process: None, began, ended: Some(ended) };
    history.faults.push(fault(FaultKind::Loss, began, ended));
    history.faults.push(fault(FaultKind::Store, ended, ended + TimeDelta::milliseconds(50)));
}

fn violated(change: impl FnOnce(&mut History)) -> Vec<Invariant> {
    let mut history = history(7);
    change(&mut history);
    judge(&history).violated().into_iter().collect()
}

#[test]
fn what_was_told_just_before_a_loss_may_be_done_once_more() {
    let mut history = history(7);
    let started = run_again(&mut history, 2);
    forget(&mut history, started, -100);
    let report = judge(&history);
    assert!(report.violations.is_empty(), "{report}");
    assert_eq!(Summary::new(&history, &report).forgotten, 1);
}

#[test]
fn what_was_told_before_that_or_after_it_may_not() {
    for after in [-500, 300] {
        let found = violated(|history| {
            let started = run_again(history, 2);
            forget(history, started, after);
        });
        assert_eq!(found, [Invariant::I3], "{after}");
    }
}

#[test]
fn nor_with_the_fence_of_before() {
    let found = violated(|history| {
        let started = run_again(history, 1);
        forget(history, started, -100);
    });
    assert_eq!(found, [Invariant::I3]);
}

/// A row that is there after the loss is one that was kept.
#[test]
fn nor_may_a_row_be_missing_for_good() {
    let found = violated(|history| {
        let started = run_again(history, 2);
        forget(history, started, -100);
        crate::edit::delete(history, "plain", |row| row.scheduled_at == second(10));
    });
    assert!(found.contains(&Invariant::I1), "{found:?}");
}
