//! The rules for every job store, as tests.
//! [`store_contract!`](macro@crate::testing::store_contract) and
//! [`run_store_contract!`](crate::testing::run_store_contract) run them on a store of your own.

mod due;
mod jobs;
mod nodes;
mod runs;
mod trial;

pub use due::{
    due_jobs_come_in_order_up_to_the_limit_and_the_instant, each_of_a_batch_is_judged_by_itself,
    jitter_counts, jobs_move_on, jobs_of_full_executors_are_left_out, one_writer_wins,
    paused_jobs_are_not_due,
};
pub use jobs::{
    a_job_comes_back_as_it_was, a_removed_job_is_gone, a_writer_who_read_an_older_revision_changes_nothing,
    an_id_is_taken_once, instants_are_exact, jobs_are_listed_in_order,
    jobs_are_written_together_or_not_at_all,
};
pub use nodes::{
    a_lease_can_be_kept, a_node_is_given_what_it_can_call, a_rerun_goes_on_where_the_run_was,
    a_run_can_be_given_up_for_others, it_is_told_when_to_look_again, nodes_are_listed, nodes_share_the_work,
    nothing_is_done_before_it_has_joined, runs_of_the_dead_are_abandoned, runs_of_the_dead_are_run_again,
    runs_wait_until_they_can_be_run_again, without_a_lease_nothing_starts,
};
pub use runs::{
    a_run_can_be_asked_for, a_run_can_be_asked_for_while_its_job_is_being_started,
    a_run_goes_on_to_its_next_time, each_run_has_one_row, ends_may_be_told_twice, every_outcome_is_kept,
    instances_are_limited_across_nodes, only_whoever_has_a_run_ends_it, the_history_can_be_asked_for_a_part,
    what_is_not_run_has_its_row,
};
pub use trial::StorePlace;

use tokio::runtime::Builder;

/// Puts a store to a rule, in a runtime of its own.
///
/// # Panics
///
/// If it does not keep to it.
pub fn put_to_test<F: Future<Output = ()>>(place: StorePlace, rule: impl FnOnce(StorePlace) -> F) {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime is there").block_on(rule(place));
}

/// Tests a job store: makes a module of `#[test]` functions, one for each rule that a
/// [`JobStore`](crate::JobStore) must keep. The expression makes a [`StorePlace`], a new one for each
/// rule; the place is empty at first.
///
/// ```
/// mod tests {
///     use std::sync::Arc;
///
///     use aps_runtime::MemoryStore;
///     use aps_runtime::testing::{StorePlace, store_contract};
///
///     store_contract!(memory, {
///         let store = Arc::new(MemoryStore::new());
///         StorePlace::shared(move || store.clone())
///     });
/// }
/// ```
///
/// | | the rule |
/// |---|---|
/// | jobs | Jobs come back as they were, with times to the nanosecond. An id can be taken once only; jobs are listed in order. A write that names an older revision changes nothing. Jobs that are written together are written all or not at all. |
/// | due | Due jobs are found in order, without paused jobs and those of full executors; jitter counts. Jobs move on, each judged by itself, and of two writers one wins. |
///
/// For a store that [keeps runs](crate::RunStore), use [`run_store_contract!`](run_store_contract).
#[doc(inline)]
pub use crate::__store_contract as store_contract;

/// As [`store_contract!`](store_contract), for a store that [keeps runs](crate::RunStore). It must keep all the rules
/// there, and these:
///
/// | | the rule |
/// |---|---|
/// | runs | Each fire time has one row, from the beginning of its run to its end, even if it is not run. `max_instances` counts on all nodes. An end may be reported twice; only the node that has a run ends it. A run goes on to its next time. |
/// | nodes | Without a lease nothing starts. Runs of dead nodes are abandoned, or run again elsewhere, where there is room; a node that was taken for dead comes too late. A node is given only jobs that it can call. Many nodes together run each fire time once. |
#[doc(inline)]
pub use crate::__run_store_contract as run_store_contract;

#[doc(hidden)]
#[macro_export]
macro_rules! __store_contract {
    ($name:ident, $place:expr $(,)?) => {
        mod $name {
            #[allow(unused_imports, reason = "the expression may name what is there")]
            use super::*;

            $crate::__job_store_rules!($place);
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __run_store_contract {
    ($name:ident, $place:expr $(,)?) => {
        mod $name {
            #[allow(unused_imports, reason = "the expression may name what is there")]
            use super::*;

            $crate::__job_store_rules!($place);
            $crate::__store_rules! { $place;
                each_run_has_one_row
                every_outcome_is_kept
                what_is_not_run_has_its_row
                instances_are_limited_across_nodes
                a_run_can_be_asked_for
                a_run_can_be_asked_for_while_its_job_is_being_started
                ends_may_be_told_twice
                only_whoever_has_a_run_ends_it
                a_run_goes_on_to_its_next_time
                the_history_can_be_asked_for_a_part
                a_lease_can_be_kept
                without_a_lease_nothing_starts
                runs_of_the_dead_are_abandoned
                it_is_told_when_to_look_again
                runs_of_the_dead_are_run_again
                runs_wait_until_they_can_be_run_again
                a_rerun_goes_on_where_the_run_was
                a_run_can_be_given_up_for_others
                a_node_is_given_what_it_can_call
                nodes_are_listed
                nodes_share_the_work
                nothing_is_done_before_it_has_joined
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __job_store_rules {
    ($place:expr) => {
        $crate::__store_rules! { $place;
            a_job_comes_back_as_it_was
            instants_are_exact
            an_id_is_taken_once
            jobs_are_listed_in_order
            a_writer_who_read_an_older_revision_changes_nothing
            a_removed_job_is_gone
            jobs_are_written_together_or_not_at_all
            due_jobs_come_in_order_up_to_the_limit_and_the_instant
            jitter_counts
            paused_jobs_are_not_due
            jobs_of_full_executors_are_left_out
            jobs_move_on
            each_of_a_batch_is_judged_by_itself
            one_writer_wins
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __store_rules {
    ($place:expr; $($rule:ident)+) => {
        $(
            #[test]
            fn $rule() {
                $crate::testing::store_contract::put_to_test($place, $crate::testing::store_contract::$rule);
            }
        )+
    };
}
