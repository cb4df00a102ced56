//! A trial is failed by a store that is broken, without any other fault: that it can be failed at all.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::time::Duration;

use aps_torture::Invariant;
use aps_torture::harness::{Flaw, Subject, Trial};

fn is_found_out(flaw: Flaw, by: &[Invariant]) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("flaw-{flaw}"));
    let trial = Trial {
        subject: Subject::sqlite(&directory),
        program: env!("CARGO_BIN_EXE_node").into(),
        directory,
        seed: 0,
        flaw: Some(flaw),
        nodes: 2,
        faults_for: Duration::ZERO,
        every: Duration::from_secs(1),
    };
    let outcome = trial.run().unwrap();
    println!("{outcome}");
    let violated = outcome.violated();
    assert!(by.iter().all(|invariant| violated.contains(invariant)), "{violated:?}");
    outcome.forget().unwrap();
}

#[test]
fn what_starts_before_it_is_committed() {
    is_found_out(Flaw::StartsUncommitted, &[Invariant::I3, Invariant::I10]);
}

#[test]
fn ends_that_are_forgotten() {
    is_found_out(Flaw::ForgetsEnds, &[Invariant::I4, Invariant::I11]);
}
