/// Lets the tests of a program use a [`ProcessPoolExecutor`](crate::ProcessPoolExecutor):
/// written once, anywhere in a program of tests, on the level of its items.
///
/// The `main` of such a program is not ours, so that this makes a test of its own,
/// `aps_process_worker`. In a process that a pool has started it becomes the worker; otherwise
/// it does nothing. It finds the functions of this program, so also those of its tests.
///
/// ```
/// aps_runtime::testing::process_worker!();
///
/// #[aps_runtime::job]
/// fn heavy() {}
///
/// // A test, but for `#[tokio::test]`:
/// async fn heavy_work_is_done() {
///     let pool = aps_runtime::ProcessPoolExecutor::new(1);
///     let scheduler = aps_runtime::Scheduler::builder().executor("processes", pool).build().unwrap();
///     scheduler.add_job(heavy::job(), aps_runtime::Now).executor("processes").await.unwrap();
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __process_worker {
    () => {
        #[cfg(test)]
        #[test]
        fn aps_process_worker() {
            #[$crate::__private::linkme::distributed_slice($crate::__private::PROCESS_WORKER_TESTS_V1)]
            #[linkme(crate = $crate::__private::linkme)]
            static TEST: &str = ::core::concat!(::core::module_path!(), "::aps_process_worker");
            $crate::__private::enter_if_wanted();
        }
    };
}
#[doc(inline)]
pub use crate::__process_worker as process_worker;
