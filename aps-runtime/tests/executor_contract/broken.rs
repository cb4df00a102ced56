//! What breaks the contract is caught. (To run something twice is not possible: a run is used up.)

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aps_runtime::testing::contract::{
    Subject, each_of_many_runs_has_one_outcome, nobody_waits_for_a_run, results_are_told,
    what_comes_after_a_shutdown_is_given_back,
};
use aps_runtime::{Executor, ExecutorError, Rejected, Run, TokioExecutor};

/// How an executor is broken.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// Keeps every run and does nothing with it.
    Keeps,
    /// Drops one run of a hundred.
    Drops,
    /// Goes on after a shutdown.
    GoesOn,
    /// Executes plain functions before it returns.
    Blocks,
}

#[derive(Debug)]
struct Broken {
    fault: Fault,
    sound: TokioExecutor,
    submitted: AtomicUsize,
}

fn broken(fault: Fault) -> Arc<dyn Executor> {
    Arc::new(Broken { fault, sound: TokioExecutor::new(), submitted: AtomicUsize::new(0) })
}

impl Executor for Broken {
    fn start(&self) -> Result<(), ExecutorError> {
        self.sound.start()
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        let number = self.submitted.fetch_add(1, Ordering::SeqCst);
        match (self.fault, run) {
            (Fault::Keeps, run) => std::mem::forget(run),
            (Fault::Drops, run) if number % 100 == 99 => drop(run),
            (Fault::Blocks, Run::Blocking(run)) => run.execute(),
            (_, run) => return self.sound.submit(run),
        }
        Ok(())
    }

    fn shutdown(&self) {
        if !matches!(self.fault, Fault::GoesOn) {
            self.sound.shutdown();
        }
    }
}

fn subject(make: fn() -> Arc<dyn Executor>) -> Subject {
    // All else comes in this time, so that it is known what is missing.
    Subject::new(make, super::default::FUNCTIONS).patience(Duration::from_secs(2))
}

#[test]
#[should_panic(expected = "rest has not come within 2s")]
fn a_run_that_is_never_executed() {
    results_are_told(&subject(|| broken(Fault::Keeps)));
}

#[test]
#[should_panic(expected = "not one good end of each run")]
fn a_run_that_is_lost_now_and_then() {
    each_of_many_runs_has_one_outcome(&subject(|| broken(Fault::Drops)).patience(Duration::from_secs(60)));
}

#[test]
#[should_panic(expected = "it has not failed: executed")]
fn a_run_after_the_shutdown() {
    let subject = subject(|| broken(Fault::GoesOn)).patience(Duration::from_secs(60));
    what_comes_after_a_shutdown_is_given_back(&subject);
}

#[test]
#[should_panic(expected = "the run of another executor has not come")]
fn a_run_that_the_loop_waits_for() {
    nobody_waits_for_a_run(&subject(|| broken(Fault::Blocks)));
}
