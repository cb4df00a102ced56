//! The rules for every executor, as tests.
//! [`executor_contract!`](crate::testing::executor_contract) runs them on an executor of your
//! own.

mod act;
mod lifecycle;
mod limits;
mod outcomes;
mod room;
mod trial;

pub use act::{Act, Gate, Performed, perform, perform_plainly};
pub use lifecycle::{
    a_shutdown_that_does_not_wait_leaves_runs_alone, a_shutdown_waits_for_runs, it_starts_again,
    what_comes_after_a_shutdown_is_given_back,
};
pub use limits::{cancelled_runs_end, failed_runs_are_tried_again, instances_are_limited, timeouts_end_runs};
pub use outcomes::{
    closures_run_here, each_of_many_runs_has_one_outcome, errors_are_told_with_their_text,
    events_of_a_job_come_in_order, panics_are_told_and_cost_nothing, results_are_told,
};
pub use room::{
    lateness_is_looked_at_when_a_run_begins, nobody_waits_for_a_run, what_finds_no_room_stays_in_its_store,
};

use std::sync::Arc;
use std::time::Duration;

use crate::executor::Executor;
use crate::job::JobCall;

/// The executor that is put to the test, made anew for each rule, and what it is given to run.
#[derive(Debug)]
pub struct Subject {
    pub(super) make: fn() -> Arc<dyn Executor>,
    functions: [Functions; 2],
    pub(super) patience: Duration,
}

/// The functions of one kind that the rules run. They are registered where the macro is used.
#[derive(Debug, Clone, Copy)]
pub struct Functions {
    /// Whether they are `async`.
    pub are_async: bool,
    /// Does what it is told.
    pub act: fn(Act) -> JobCall,
    /// Does nothing, and returns nothing.
    pub nothing: fn() -> JobCall,
}

impl Subject {
    /// What this makes, with these functions.
    pub fn new(make: fn() -> Arc<dyn Executor>, functions: [Functions; 2]) -> Self {
        Subject { make, functions, patience: Duration::from_secs(60) }
    }

    /// How long a rule waits for what has to come. It fails after that, however busy the
    /// machine is.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Subject { patience, ..self }
    }
}

/// Tests an executor: makes a module of `#[test]` functions, one for each rule that an
/// [`Executor`] must keep. The expression makes the executor; each test makes its own.
///
/// ```
/// mod tests {
///     use aps_runtime::ThreadPoolExecutor;
///
///     aps_runtime::testing::executor_contract!(two_threads, ThreadPoolExecutor::new(2).max_queue(3));
/// }
/// ```
///
/// | | the rule |
/// |---|---|
/// | outcomes | What a function returns is reported, whether nothing or JSON; its arguments arrive. Errors and panics are reported with their text, and do the executor no harm. Each of a thousand runs has one outcome. The events of a job come in order. |
/// | limits | A timeout ends an `async fn`, and is reported for a plain `fn`; a cancelled run ends; instances are limited; failed runs are tried again. |
/// | room | `submit` does not wait for the run. A job for which there is no room stays in its store, and runs when there is room. Whether a run is late is checked when it really begins. |
/// | life | A shutdown waits for runs, or leaves them alone; runs that are submitted after it are given back; the executor can be started again. |
///
/// The tests see outcomes in events and in files in the temporary folder, so the jobs may run in
/// another process. Closures are only run where [`runs_elsewhere`](Executor::runs_elsewhere) is
/// `false`. The executor must take at least 4 runs at a time. If its
/// [`capacity`](Executor::capacity) is more than 100, the tests do not fill it.
#[doc(inline)]
pub use crate::__executor_contract as executor_contract;

#[doc(hidden)]
#[macro_export]
macro_rules! __executor_contract {
    ($name:ident, $executor:expr $(,)?) => {
        mod $name {
            #[allow(unused_imports, reason = "the expression may name what is there")]
            use super::*;

            mod functions {
                use $crate::testing::contract::{Act, perform, perform_plainly};

                #[$crate::job]
                pub(super) async fn act(act: Act) -> $crate::testing::contract::Performed {
                    perform(act).await
                }

                #[$crate::job]
                pub(super) fn act_plainly(act: Act) -> $crate::testing::contract::Performed {
                    perform_plainly(act)
                }

                #[$crate::job]
                pub(super) async fn nothing() {}

                #[$crate::job]
                pub(super) fn nothing_plainly() {}
            }

            pub(super) const FUNCTIONS: [$crate::testing::contract::Functions; 2] = [
                $crate::testing::contract::Functions {
                    are_async: true,
                    act: functions::act::job,
                    nothing: functions::nothing::job,
                },
                $crate::testing::contract::Functions {
                    are_async: false,
                    act: functions::act_plainly::job,
                    nothing: functions::nothing_plainly::job,
                },
            ];

            $crate::__executor_rules! { $executor;
                results_are_told
                errors_are_told_with_their_text
                panics_are_told_and_cost_nothing
                each_of_many_runs_has_one_outcome
                events_of_a_job_come_in_order
                closures_run_here
                timeouts_end_runs
                cancelled_runs_end
                instances_are_limited
                failed_runs_are_tried_again
                nobody_waits_for_a_run
                what_finds_no_room_stays_in_its_store
                lateness_is_looked_at_when_a_run_begins
                a_shutdown_waits_for_runs
                a_shutdown_that_does_not_wait_leaves_runs_alone
                what_comes_after_a_shutdown_is_given_back
                it_starts_again
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __executor_rules {
    ($executor:expr; $($rule:ident)+) => {
        $(
            #[test]
            fn $rule() {
                let make = || -> ::std::sync::Arc<dyn $crate::Executor> { ::std::sync::Arc::new($executor) };
                $crate::testing::contract::$rule(&$crate::testing::contract::Subject::new(make, FUNCTIONS));
            }
        )+
    };
}
