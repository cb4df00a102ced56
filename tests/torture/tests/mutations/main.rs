//! That the checker can fail. A history of a store that does all as it should passes; with one thing
//! wrong it does not, and exactly the invariants that this breaks are told.
//!
//! `APS_SEED` draws other histories, `APS_TESTS=full` a hundred of them.

mod edit;
mod losses;
mod mutations;
mod world;

use std::collections::BTreeSet;

use aps_torture::{Budgets, Report, RunState, Summary, check};

use crate::mutations::{MUTATIONS, take_early};
use crate::world::history;

fn seeds() -> Vec<u64> {
    let seed = std::env::var("APS_SEED").map_or(20_261_128, |seed| seed.parse().unwrap());
    println!("APS_SEED={seed}");
    let is_full = std::env::var("APS_TESTS").is_ok_and(|tests| tests == "full");
    (seed..seed + if is_full { 100 } else { 2 }).collect()
}

fn judge(history: &aps_torture::History) -> Report {
    check(history, &Budgets::default()).unwrap()
}

#[test]
fn what_is_as_it_should_be_passes() {
    for seed in seeds() {
        let history = history(seed);
        let report = judge(&history);
        assert!(report.violations.is_empty(), "seed {seed}:\n{report}");
        let summary = Summary::new(&history, &report);
        for state in [
            RunState::Executed,
            RunState::Missed,
            RunState::Skipped,
            RunState::Coalesced,
            RunState::Abandoned,
        ] {
            assert!(summary.fires.contains_key(&state), "seed {seed}: no row is {state:?}\n{summary}");
        }
        assert!(history.bodies.iter().any(|body| body.fence == 2), "seed {seed}: nothing was run again");
    }
}

#[test]
fn each_mutation_is_caught_by_what_it_breaks() {
    let mut faults = Vec::new();
    for seed in seeds() {
        let valid = history(seed);
        for (name, expected, mutate) in MUTATIONS {
            let mut history = valid.clone();
            mutate(&mut history);
            let report = judge(&history);
            if report.violated() != expected.iter().copied().collect::<BTreeSet<_>>() {
                faults.push(format!("seed {seed}, {name}: expected {expected:?}, got\n{report}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// As one of the mutations, but for that.
#[test]
fn where_deaths_are_noticed_a_run_may_be_taken_at_once() {
    for seed in seeds() {
        let mut history = history(seed);
        take_early(&mut history);
        history.deaths_are_noticed = true;
        let report = judge(&history);
        assert!(report.violations.is_empty(), "seed {seed}:\n{report}");
    }
}

#[test]
fn each_invariant_is_broken_by_a_mutation() {
    let broken: BTreeSet<_> =
        MUTATIONS.iter().flat_map(|(_, expected, _)| expected.iter().copied()).collect();
    assert_eq!(broken.len(), 12, "{broken:?}");
}
